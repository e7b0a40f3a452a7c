from linli.disputes.models.agreement import Agreement, Application, Receipt, Signature, Term
from linli.disputes.models.claims import AccidentPart, Advance, PaymentPromise, Reckoning
from linli.disputes.models.dispute import NUMBERS, Dispute, Referral, Serial, Told, WrongAnswer
from linli.disputes.models.exchange import CourtReply, JointCommittee
from linli.disputes.models.people import Appointment, Committee, Mediator, Party, Representative
from linli.disputes.models.work import Attendance, Investigation, Proposal, Session, Visit

__all__ = [
    "NUMBERS",
    "AccidentPart",
    "Advance",
    "Agreement",
    "Application",
    "Appointment",
    "Attendance",
    "Committee",
    "CourtReply",
    "Dispute",
    "Investigation",
    "JointCommittee",
    "Mediator",
    "Party",
    "PaymentPromise",
    "Proposal",
    "Receipt",
    "Reckoning",
    "Referral",
    "Representative",
    "Serial",
    "Session",
    "Signature",
    "Term",
    "Told",
    "Visit",
    "WrongAnswer",
]
