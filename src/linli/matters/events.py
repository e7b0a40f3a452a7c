"""What can happen to a matter. Facts are plain and name nobody; free words go into the entry's note."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from linli.journal.events import Event, Recipient


@dataclass(frozen=True, kw_only=True)
class MatterEvent(Event):
    """Base: which matter, and whom it concerns."""

    is_public: ClassVar[bool] = True

    code: str
    old: str
    new: str
    requester: int | None = None
    """Number of the requester's vault record."""
    unit: int | None = None
    """The lead unit after the event."""
    promises: tuple[Mapping[str, Any], ...] = ()
    """What became of the promises that are counted, see `clocks.told`; left out where nothing did."""

    def facts(self) -> dict[str, Any]:
        found = super().facts()
        if not found["promises"]:
            del found["promises"]
        return found

    def recipients(self) -> Iterable[Recipient]:
        if self.requester is not None:
            yield Recipient("requester", "requester", self.requester)
        if self.unit is not None:
            yield Recipient("lead_unit", "unit", self.unit)


@dataclass(frozen=True, kw_only=True)
class RequesterCorrected(MatterEvent):
    """The person concerned had what is kept of them put right."""

    name = "matter.requester_corrected"
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RequesterErased(MatterEvent):
    """The person concerned had their name and numbers erased, or took back their consent."""

    name = "matter.requester_erased"


@dataclass(frozen=True, kw_only=True)
class MatterRegistered(MatterEvent):
    name = "matter.registered"
    channel: str
    area: str
    grid: str
    kind: str
    suggested: str = ""
    confidence: int | None = None
    """Confidence of the suggestion in thousandths."""


@dataclass(frozen=True, kw_only=True)
class MatterAccepted(MatterEvent):
    name = "matter.accepted"
    kind: str
    tier: str
    area: str


@dataclass(frozen=True, kw_only=True)
class MatterDeclined(MatterEvent):
    name = "matter.declined"
    reason: str


@dataclass(frozen=True, kw_only=True)
class MatterRedirected(MatterEvent):
    name = "matter.redirected"
    reason: str


@dataclass(frozen=True, kw_only=True)
class MatterMerged(MatterEvent):
    name = "matter.merged"
    into: str


@dataclass(frozen=True, kw_only=True)
class MatterJoined(MatterEvent):
    """Another matter was joined to this one."""

    name = "matter.joined"
    joined: str


@dataclass(frozen=True, kw_only=True)
class MatterUnmerged(MatterEvent):
    name = "matter.unmerged"
    out_of: str


@dataclass(frozen=True)
class DossierMade(Event):
    """Somebody made a dossier of a matter: that is a viewing of all that is in it."""

    name = "matter.dossier_made"
    code: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class StepTakenBack(MatterEvent):
    """Whoever accepted or dispatched it noticed a slip in time."""

    name = "matter.recalled"
    step: str
    """Name of the event that was taken back."""


@dataclass(frozen=True, kw_only=True)
class MatterWithdrawn(MatterEvent):
    name = "matter.withdrawn"


@dataclass(frozen=True, kw_only=True)
class MatterDispatched(MatterEvent):
    name = "matter.dispatched"
    due_at: datetime
    by_rule: bool = False
    """Whether the dispatch duty sent it by itself."""


@dataclass(frozen=True, kw_only=True)
class MatterTransferred(MatterEvent):
    name = "matter.transferred"
    old_unit: int
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class CoUnitAdded(MatterEvent):
    name = "matter.co_unit_added"
    is_public: ClassVar[bool] = False
    co_unit: int


@dataclass(frozen=True, kw_only=True)
class CoUnitCompleted(MatterEvent):
    name = "matter.co_unit_completed"
    is_public: ClassVar[bool] = False
    co_unit: int


@dataclass(frozen=True, kw_only=True)
class MatterAcknowledged(MatterEvent):
    name = "matter.acknowledged"


@dataclass(frozen=True, kw_only=True)
class RequesterContacted(MatterEvent):
    name = "matter.contacted"
    reached: bool


@dataclass(frozen=True, kw_only=True)
class MatterStarted(MatterEvent):
    name = "matter.started"


@dataclass(frozen=True, kw_only=True)
class ProgressNoted(MatterEvent):
    name = "matter.progress_noted"


@dataclass(frozen=True, kw_only=True)
class ReturnRequested(MatterEvent):
    name = "matter.returned"
    is_public: ClassVar[bool] = False
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReturnDecided(MatterEvent):
    """Somebody decided who was wrong; the working minutes lost are booked to that unit."""

    name = "matter.return_decided"
    is_public: ClassVar[bool] = False
    upheld: bool
    wrong_unit: int | None
    minutes_lost: int


@dataclass(frozen=True, kw_only=True)
class ExtensionRequested(MatterEvent):
    name = "matter.extension_requested"
    is_public: ClassVar[bool] = False
    reason: str


@dataclass(frozen=True, kw_only=True)
class MatterExtended(MatterEvent):
    name = "matter.extended"
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ExtensionRefused(MatterEvent):
    name = "matter.extension_refused"
    is_public: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class MatterSuspended(MatterEvent):
    name = "matter.suspended"
    reason: str


@dataclass(frozen=True, kw_only=True)
class MatterDeferred(MatterEvent):
    name = "matter.deferred"
    reason: str
    review_on: str


@dataclass(frozen=True, kw_only=True)
class MatterResumed(MatterEvent):
    name = "matter.resumed"
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class MatterCompleted(MatterEvent):
    name = "matter.completed"
    on_spot: bool = False
    kind: str = ""
    """Chosen on the spot; empty: it stays as it is."""


@dataclass(frozen=True, kw_only=True)
class MatterVerified(MatterEvent):
    name = "matter.verified"


@dataclass(frozen=True, kw_only=True)
class MatterSentToRework(MatterEvent):
    name = "matter.rework"
    why: str
    """`not_verified` or `not_satisfied`."""
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class MatterReplied(MatterEvent):
    name = "matter.replied"


@dataclass(frozen=True, kw_only=True)
class FollowUpTried(MatterEvent):
    """A follow-up call was made and gave no usable answer."""

    name = "matter.follow_up_tried"
    attempt: int


@dataclass(frozen=True, kw_only=True)
class MatterRated(MatterEvent):
    name = "matter.rated"
    contacted: str
    resolved: str
    satisfied: str


@dataclass(frozen=True, kw_only=True)
class MatterClosed(MatterEvent):
    name = "matter.closed"
    explained: bool = False
    """Closed with the requester's disagreement on record."""
    together_with: str = ""
    """Code of the matter that went on for this one; empty: it was not joined."""


@dataclass(frozen=True, kw_only=True)
class MatterReopened(MatterEvent):
    name = "matter.reopened"
    times: int


@dataclass(frozen=True, kw_only=True)
class MatterArchived(MatterEvent):
    name = "matter.archived"
    is_public: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class InformationAdded(MatterEvent):
    name = "matter.information_added"


@dataclass(frozen=True, kw_only=True)
class FilesAdded(MatterEvent):
    name = "matter.files_added"
    is_public: ClassVar[bool] = False
    count: int
    purpose: str


@dataclass(frozen=True, kw_only=True)
class ObjectionRaised(MatterEvent):
    name = "matter.objection_raised"


@dataclass(frozen=True, kw_only=True)
class JointlyAnswered(MatterEvent):
    """The matter that goes on for this one was answered; its requester reads the same answer."""

    name = "matter.jointly_answered"
    together_with: str


@dataclass(frozen=True, kw_only=True)
class ReviewReached(MatterEvent):
    """The day came on which a deferred matter is looked at again."""

    name = "matter.review_reached"
    is_public: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class MatterExcluded(MatterEvent):
    """Left out of the rates by a decision. The requester may know and object."""

    name = "matter.excluded"
    reason: str


@dataclass(frozen=True, kw_only=True)
class MatterIncluded(MatterEvent):
    name = "matter.included"


@dataclass(frozen=True, kw_only=True)
class ExclusionContested(MatterEvent):
    """The requester objects; the matter counts until somebody else decides."""

    name = "matter.exclusion_contested"


@dataclass(frozen=True, kw_only=True)
class MatterAnonymised(MatterEvent):
    """All that could point to a person was erased. Other apps that kept something of it erase it too."""

    name = "matter.anonymised"
    is_public: ClassVar[bool] = False
