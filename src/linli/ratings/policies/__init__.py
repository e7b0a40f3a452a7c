"""How bodies and places are rated: the grammar of schemes, and what a scheme makes of facts. No tables, no clock."""

from linli.ratings.policies.judging import CountedFact, Judgement, judge
from linli.ratings.policies.scheme import Colour, Dimension, FactUse, Scheme, Step
from linli.ratings.policies.states import LabelStatus, RunStatus

__all__ = [
    "Colour",
    "CountedFact",
    "Dimension",
    "FactUse",
    "Judgement",
    "LabelStatus",
    "RunStatus",
    "Scheme",
    "Step",
    "judge",
]
