"""The registry of personal fields, their plain form, and their seal."""

from linli.vault.policies.fields import FieldRegistry, PrivacyNotice

__all__ = ["FieldRegistry", "PrivacyNotice"]
