from linli.redress.models.cases import Case
from linli.redress.models.suggestions import Suggestion

__all__ = ["Case", "Suggestion"]
