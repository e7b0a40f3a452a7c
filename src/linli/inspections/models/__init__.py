from linli.inspections.models.draws import Draw, Pool, Redraw
from linli.inspections.models.exemptions import Exemption
from linli.inspections.models.plans import Plan, PlanLine
from linli.inspections.models.pools import CreditGrade, Inspector, Tie
from linli.inspections.models.visits import Problem, Visit

__all__ = [
    "CreditGrade",
    "Draw",
    "Exemption",
    "Inspector",
    "Plan",
    "PlanLine",
    "Pool",
    "Problem",
    "Redraw",
    "Tie",
    "Visit",
]
