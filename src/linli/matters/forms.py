"""What each verb asks for. The workbench makes its forms from these, the API its bodies."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from linli.catalogue.policies.kinds import Tier
from linli.matters.policies import Contacted, Resolved, Satisfied, Verb


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=4000)


class Nothing(Form):
    pass


class Words(Form):
    words: str = Field(min_length=1)


class MaybeWords(Form):
    words: str = ""


class AcceptForm(Form):
    kind: str = Field(min_length=1)
    tier: Tier | Literal[""] = ""
    note: str = ""


class ReasonForm(Form):
    reason: str
    words: str = Field(min_length=1)


class MergeForm(Form):
    into: str
    """Case code of the matter that goes on."""
    words: str = ""


class DispatchForm(Form):
    unit: int
    co_units: tuple[int, ...] = ()
    requirement: str = ""


class UnitForm(Form):
    unit: int
    words: str = Field(min_length=1)


class ContactForm(Form):
    reached: bool
    words: str = ""


class DecideReturnForm(Form):
    upheld: bool
    words: str = Field(min_length=1)
    unit: int | None = None


class DecideExtensionForm(Form):
    granted: bool
    words: str = Field(min_length=1)


class DeferForm(ReasonForm):
    review_on: date


class ResultForm(Form):
    result: str = Field(min_length=1)


class OnSpotForm(ResultForm):
    kind: str = ""


class VerifyForm(Form):
    passed: bool
    words: str = ""


class ReplyForm(Form):
    text: str = Field(min_length=1)


class FollowUpForm(Form):
    reached: bool
    contacted: Contacted | None = None
    resolved: Resolved | None = None
    satisfied: Satisfied | None = None
    words: str = ""


class RateForm(Form):
    contacted: Contacted
    resolved: Resolved
    satisfied: Satisfied
    words: str = ""


class ReviewForm(Form):
    unit_at_fault: bool
    words: str = Field(min_length=1)


FORMS: dict[Verb, type[Form]] = {
    Verb.ACCEPT: AcceptForm,
    Verb.DECLINE: ReasonForm,
    Verb.REDIRECT: ReasonForm,
    Verb.MERGE: MergeForm,
    Verb.UNMERGE: Words,
    Verb.TAKE_BACK: Nothing,
    Verb.WITHDRAW: MaybeWords,
    Verb.DISPATCH: DispatchForm,
    Verb.TRANSFER: UnitForm,
    Verb.ADD_CO_UNIT: UnitForm,
    Verb.ACKNOWLEDGE: Nothing,
    Verb.CONTACT: ContactForm,
    Verb.START: Nothing,
    Verb.NOTE: Words,
    Verb.REQUEST_RETURN: ReasonForm,
    Verb.DECIDE_RETURN: DecideReturnForm,
    Verb.REQUEST_EXTENSION: ReasonForm,
    Verb.DECIDE_EXTENSION: DecideExtensionForm,
    Verb.SUSPEND: ReasonForm,
    Verb.DEFER: DeferForm,
    Verb.RESUME: MaybeWords,
    Verb.COMPLETE: ResultForm,
    Verb.COMPLETE_CO: ResultForm,
    Verb.SOLVE_ON_SPOT: OnSpotForm,
    Verb.VERIFY: VerifyForm,
    Verb.REPLY: ReplyForm,
    Verb.FOLLOW_UP: FollowUpForm,
    Verb.RATE: RateForm,
    Verb.REVIEW: ReviewForm,
    Verb.CLOSE: MaybeWords,
    Verb.REOPEN: Words,
    Verb.ARCHIVE: Nothing,
    Verb.ADD_INFORMATION: Words,
    Verb.OBJECT: Words,
    Verb.EXCLUDE: ReasonForm,
    Verb.INCLUDE: Words,
    Verb.CONTEST: Words,
}
