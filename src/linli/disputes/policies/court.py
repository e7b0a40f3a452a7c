"""Judicial confirmation: its window, what may not be confirmed, and what is looked at before applying."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.core.errors import Sentence


class Confirmation(TextChoices):
    """How the confirmation of an agreement stands; empty: nobody has asked for it."""

    APPLIED = "applied", _("Confirmation asked for")
    TAKEN = "taken", _("The court examines it")
    GRANTED = "granted", _("Confirmed by the court")
    REJECTED = "rejected", _("Not confirmed by the court")
    NOT_ACCEPTED = "not_accepted", _("Not taken by the court")
    WITHDRAWN = "withdrawn", _("Application withdrawn")


AT_COURT = frozenset({Confirmation.APPLIED, Confirmation.TAKEN})


class CourtBasis(TextChoices):
    """By which rule a court is competent (Civil Procedure Law art. 205)."""

    INVITED = "invited", _("It invited the mediation")
    DOMICILE = "domicile", _("A side lives there")
    OBJECT = "object", _("The thing in dispute is there")
    BODY = "body", _("The mediation body is there")


def last_day(effective_on: date, window_days: int) -> date:
    """Return the last day on which both may apply. The day on which the agreement takes effect does not count."""
    return effective_on + timedelta(days=window_days)


def is_in_time(effective_on: date, applied_on: date, window_days: int) -> bool:
    return effective_on <= applied_on <= last_day(effective_on, window_days)


@dataclass(frozen=True, slots=True)
class Look:
    """What the check before an application looks at."""

    category: str
    words: str
    """Facts and terms of the agreement."""
    has_term_without_day: bool
    has_payment_without_amount: bool
    lacks_guardian: bool
    lacks_signature: bool
    is_sealed: bool
    touches_others: bool
    applied_on: date
    effective_on: date
    window_days: int
    is_oral: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing that a court would look at. Advice: nothing is refused because of it."""

    code: str
    sentence: Sentence
    article: str


PROCEDURE_205 = "《中华人民共和国民事诉讼法》第二百零五条"
PROCEDURE_206 = "《中华人民共和国民事诉讼法》第二百零六条"
SCOPE_4 = "《最高人民法院关于人民调解协议司法确认程序的若干规定》第四条"
REJECT_7 = "《最高人民法院关于人民调解协议司法确认程序的若干规定》第七条"
MEDIATION_29 = "《中华人民共和国人民调解法》第二十九条"
MEDIATION_33 = "《中华人民共和国人民调解法》第三十三条"
CIVIL_GUARDIAN = "《中华人民共和国民法典》第二十条、第二十三条"

STATUS_WORDS = ("离婚", "婚姻关系", "婚姻无效", "亲子关系", "收养", "抚养关系确认", "身份关系")
TITLE_WORDS = ("确认所有权", "所有权归", "产权归", "确权", "宅基地使用权归", "专利权归", "商标权归")


def advice(look: Look) -> Iterator[Advice]:
    """Yield what stands in the way of a confirmation, in the order in which a court asks."""
    if any(word in look.words for word in STATUS_WORDS):
        yield Advice(
            "status",
            _("It seems to settle marriage, parentage or adoption. A court does not confirm that."),
            SCOPE_4,
        )
    if any(word in look.words for word in TITLE_WORDS):
        yield Advice(
            "title",
            _("It seems to confirm whose property something is. Courts do not take that."),
            PROCEDURE_206,
        )
    if look.has_term_without_day or look.has_payment_without_amount:
        yield Advice(
            "unclear", _("A term has no day or no amount. What is unclear is not confirmed."), REJECT_7
        )
    if look.lacks_guardian:
        yield Advice("guardian", _("A side that cannot act alone has no guardian here."), CIVIL_GUARDIAN)
    if look.touches_others:
        yield Advice("others", _("It touches rights of others, who have not agreed."), REJECT_7)
    if look.lacks_signature or (not look.is_sealed and not look.is_oral):
        yield Advice("unsigned", _("A signature or the committee's seal is missing."), MEDIATION_29)
    if look.is_oral:
        yield Advice(
            "oral",
            _("An oral agreement is confirmed with its record; bring the record with you."),
            PROCEDURE_206,
        )
    if not is_in_time(look.effective_on, look.applied_on, look.window_days):
        yield Advice("late", _("The days in which both may apply are over."), MEDIATION_33)


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are, as far as it decides the court: area codes of 12 digits."""

    invited_by: int | None
    """The court that suggested the mediation."""
    domiciles: Sequence[str]
    object_at: str
    body_at: str


def competent(places: Places) -> Iterator[tuple[CourtBasis, str | int]]:
    """Yield each basis with the court's number or the area it serves. A court that invited it excludes all others."""
    if places.invited_by is not None:
        yield CourtBasis.INVITED, places.invited_by
        return
    yield from ((CourtBasis.DOMICILE, code) for code in places.domiciles if code)
    if places.object_at:
        yield CourtBasis.OBJECT, places.object_at
    yield CourtBasis.BODY, places.body_at
