"""Dated, validated city configuration and city packs."""
