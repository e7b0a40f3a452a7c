"""What a city opens to other systems, and the forms in which it is asked and answers."""

from linli.exchange.policies import rules

__all__ = ["rules"]
