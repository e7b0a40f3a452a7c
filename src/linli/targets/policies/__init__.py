"""Rules of plans, tasks, regular duties and appraisals. No tables, no clock."""

from linli.targets.policies.appraisal import (
    AppraisalStatus,
    ObjectionStatus,
    Scored,
    Share,
    Source,
    inputs_of,
    ranked,
    scored,
    shares_in,
)
from linli.targets.policies.cadence import Cadence, Period, due_of, period_of
from linli.targets.policies.schedule import Due, Step, circles_in, scheduled_back
from linli.targets.policies.states import (
    MARKS,
    OPEN,
    UNFINISHED,
    VERBS,
    Course,
    PlanStatus,
    Standing,
    TaskStatus,
    TaskVerb,
    VerbRule,
    standing,
)

__all__ = [
    "MARKS",
    "OPEN",
    "UNFINISHED",
    "VERBS",
    "AppraisalStatus",
    "Cadence",
    "Course",
    "Due",
    "ObjectionStatus",
    "Period",
    "PlanStatus",
    "Scored",
    "Share",
    "Source",
    "Standing",
    "Step",
    "TaskStatus",
    "TaskVerb",
    "VerbRule",
    "circles_in",
    "due_of",
    "inputs_of",
    "period_of",
    "ranked",
    "scheduled_back",
    "scored",
    "shares_in",
    "standing",
]
