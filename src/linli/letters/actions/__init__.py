from linli.letters.actions.drafting import draft, review, revise, send_back
from linli.letters.actions.following import (
    Upload,
    answer,
    cancel,
    close,
    deliver,
    escalate,
    extend,
    prove,
    reject,
    verify,
)
from linli.letters.actions.issuing import Prepared, issue, issue_directly, issue_prepared, prepare
from linli.letters.actions.keeping import keep_pdf
from linli.letters.actions.making import About, Draft

__all__ = [
    "About",
    "Draft",
    "Prepared",
    "Upload",
    "answer",
    "cancel",
    "close",
    "deliver",
    "draft",
    "escalate",
    "extend",
    "issue",
    "issue_directly",
    "issue_prepared",
    "keep_pdf",
    "prepare",
    "prove",
    "reject",
    "review",
    "revise",
    "send_back",
    "verify",
]
