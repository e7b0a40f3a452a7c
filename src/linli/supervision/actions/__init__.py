from linli.supervision.actions.answering import state_reason
from linli.supervision.actions.hazards import find, plan_campaign, recheck, rectify
from linli.supervision.actions.listing import (
    accept,
    approve,
    complete,
    escalate,
    extend,
    list_batch,
    propose,
    refuse,
    reject,
    remind_of_progress,
    report,
)
from linli.supervision.actions.sweeping import Swept, sweep

__all__ = [
    "Swept",
    "accept",
    "approve",
    "complete",
    "escalate",
    "extend",
    "find",
    "list_batch",
    "plan_campaign",
    "propose",
    "recheck",
    "rectify",
    "refuse",
    "reject",
    "remind_of_progress",
    "report",
    "state_reason",
    "sweep",
]
