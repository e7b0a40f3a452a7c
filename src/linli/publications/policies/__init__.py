from linli.publications.policies.rules import PublicationRule

__all__ = ["PublicationRule"]
