"""Accounts, units, roles, permissions, scope."""
