from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from linli.journal.events import Event, Recipient


@dataclass(frozen=True)
class ProjectEvent(Event):
    """Base of all that happens to a published project."""

    title: str
    unit: int

    def recipients(self) -> Iterable[Recipient]:
        return (Recipient("unit", "unit", self.unit),)


@dataclass(frozen=True)
class ProjectPublished(ProjectEvent):
    name: ClassVar[str] = "publications.project_published"
    batch: int


@dataclass(frozen=True)
class ProjectUpdated(ProjectEvent):
    name: ClassVar[str] = "publications.project_updated"
    status: str
    next_on: date | None


@dataclass(frozen=True)
class TaskAdded(ProjectEvent):
    name: ClassVar[str] = "publications.task_added"


@dataclass(frozen=True)
class TaskCompleted(ProjectEvent):
    name: ClassVar[str] = "publications.task_completed"


@dataclass(frozen=True)
class UpdateRequested(ProjectEvent):
    """The time for the next update is near or over."""

    name: ClassVar[str] = "publications.update_requested"
    due_on: date
    is_overdue: bool


@dataclass(frozen=True)
class CommentReceived(ProjectEvent):
    name: ClassVar[str] = "publications.comment_received"


@dataclass(frozen=True)
class CommentShown(ProjectEvent):
    name: ClassVar[str] = "publications.comment_published"


@dataclass(frozen=True)
class CommentRefused(ProjectEvent):
    name: ClassVar[str] = "publications.comment_refused"
    reason: str


@dataclass(frozen=True)
class ComplaintEvent(Event):
    """Base of all that happens to a complaint. It names no unit: nobody hears of it but who handles it."""

    number: str


@dataclass(frozen=True)
class ComplaintReceived(ComplaintEvent):
    name: ClassVar[str] = "publications.complaint_received"


@dataclass(frozen=True)
class HandlerNamed(ComplaintEvent):
    name: ClassVar[str] = "publications.handler_set"
    account: int

    def recipients(self) -> Iterable[Recipient]:
        return (Recipient("handler", "account", self.account),)


@dataclass(frozen=True)
class ComplaintAnswered(ComplaintEvent):
    name: ClassVar[str] = "publications.complaint_answered"
    for_everybody: bool


@dataclass(frozen=True)
class ComplaintClosed(ComplaintEvent):
    name: ClassVar[str] = "publications.complaint_closed"


@dataclass(frozen=True)
class ContactRead(ComplaintEvent):
    name: ClassVar[str] = "publications.contact_read"
