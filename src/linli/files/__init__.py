"""Attachments: checked, re-encoded, stored once."""
