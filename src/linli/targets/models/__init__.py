from linli.targets.models.appraisals import Appraisal, Objection, Sheet
from linli.targets.models.obligations import Obligation
from linli.targets.models.plans import Measure, Phase, Plan
from linli.targets.models.tasks import Dependency, Milestone, Nudge, Problem, Task

__all__ = [
    "Appraisal",
    "Dependency",
    "Measure",
    "Milestone",
    "Nudge",
    "Objection",
    "Obligation",
    "Phase",
    "Plan",
    "Problem",
    "Sheet",
    "Task",
]
