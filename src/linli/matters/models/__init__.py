"""A matter and all rows that belong to it."""

from linli.matters.models.desk import DossierCopy, Draft, Look
from linli.matters.models.matter import ARCHIVABLE, OPEN_MATTERS, Matter, MatterText
from linli.matters.models.work import (
    Clock,
    ExtensionRequest,
    FollowUp,
    Reply,
    ReturnRequest,
    WorkOrder,
)

__all__ = [
    "ARCHIVABLE",
    "OPEN_MATTERS",
    "Clock",
    "DossierCopy",
    "Draft",
    "ExtensionRequest",
    "FollowUp",
    "Look",
    "Matter",
    "MatterText",
    "Reply",
    "ReturnRequest",
    "WorkOrder",
]
