from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.core.time import city_day
from linli.files.models import Attachment
from linli.journal.models import Subject
from linli.letters.access import reaches, received_by, sent_by
from linli.letters.composing import facts_of
from linli.letters.errors import CodeUnknown, FileUnknown, UnitUnclear
from linli.letters.models import Letter
from linli.letters.policies import UNISSUED, WAITING, LetterKind, Status, digest_of
from linli.letters.policies.document import FROM_FACTS
from linli.letters.policies.proof import holds, read_code
from linli.letters.policies.templating import filled
from linli.letters.rules import TEMPLATES_OF, LetterNumbers, LetterTemplate, values_of
from linli.people.access import Viewer
from linli.people.models import Unit
from linli.people.queries import called, nearest_to
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import edition_named, in_force

DOCUMENT = "document"
"""Purpose under which the PDF of an issued letter is kept."""
EVIDENCE = "evidence"
"""Purpose of the files that come with an answer."""
PAGE = 30


def overdue(now: datetime) -> QuerySet[Letter]:
    """Return the letters whose answer is late, longest first. One index answers it."""
    return Letter.objects.filter(status__in=WAITING, due_at__lte=now).order_by("due_at")


def letters_about(subject: Subject) -> QuerySet[Letter]:
    """Return the letters about a row of any app, newest first, for callers that have checked who asks."""
    kind = subject._meta.label_lower
    return Letter.objects.filter(about_kind=kind, about_id=subject.pk).order_by("-pk")


def letters_about_each(model: type[Subject]) -> QuerySet[Letter]:
    """Return the letters about the row of an outer query of this model."""
    return Letter.objects.filter(about_kind=model._meta.label_lower, about_id=OuterRef("pk"))


def occasions_taken(occasions: Collection[str]) -> set[str]:
    """Return those of a sweep's occasions for which there is a letter. One query."""
    rows = Letter.objects.filter(occasion__in=occasions)
    return {each for each in rows.values_list("occasion", flat=True) if each}


@dataclass(frozen=True, slots=True)
class Standing:
    """What anybody holding a letter may know of it: that it is genuine, and whether it stands. Not what it says."""

    number: str
    kind: str
    issuer: str
    issued_on: date
    stands: bool
    is_whole: bool
    """The record is what it was when the letter was issued; False is an alarm for the city itself."""


def standing_by_code(typed: str) -> Standing:
    """Return the letter that carries a code. Raises CodeUnknown. One query."""
    code = read_code(typed)
    letter = Letter.objects.select_related("issuer").filter(code=code).first() if code else None
    if letter is None:
        raise CodeUnknown
    return _standing(letter)


def standing_by_file(sha256: str) -> Standing:
    """Return the letter of which this is the PDF, unchanged to the last byte. Raises FileUnknown. Two queries."""
    found = Attachment.objects.filter(
        stored__sha256=sha256, subject_kind=Letter._meta.label_lower, purpose=DOCUMENT
    ).first()
    if found is None:
        raise FileUnknown
    return _standing(Letter.objects.select_related("issuer").get(pk=found.subject_id))


def _standing(letter: Letter) -> Standing:
    assert letter.issued_at is not None
    whole = digest_of(letter.content) == letter.digest
    return Standing(
        number=letter.number,
        kind=str(LetterKind(letter.kind).label),
        issuer=letter.issuer.name,
        issued_on=city_day(letter.issued_at),
        stands=letter.status != Status.CANCELLED,
        is_whole=whole and holds(letter.code or "", letter.number, letter.digest),
    )


@dataclass(frozen=True)
class Box:
    """One page of a list, newest first."""

    rows: list[Letter]
    before: int | None
    """Where the next page begins; None on the last."""


def box(
    viewer: Viewer, which: str, *, kind: str = "", waiting: bool = False, before: int | None = None
) -> Box:
    """Return what came in (`received`), went out (`sent`), or all that the viewer may see. Two queries.

    The newest of each part are put together: asked with OR, the database would walk through all letters until it has
    met enough of a small unit's.
    """
    of = {"received": received_by, "sent": sent_by}.get(which, reaches)
    asked = Q()
    if kind:
        asked &= Q(kind=kind)
    if waiting:
        asked &= Q(status__in=WAITING | UNISSUED)
    if before is not None:
        asked &= Q(pk__lt=before)
    parts = [
        Letter.objects.filter(part, asked).order_by("-pk").values_list("pk", flat=True)[: PAGE + 1]
        for part in of(viewer)
    ]
    keys = sorted(set(parts[0].union(*parts[1:])), reverse=True)[: PAGE + 1] if parts else []
    found = Letter.objects.filter(pk__in=keys[:PAGE]).select_related("issuer", "addressee").order_by("-pk")
    return Box(list(found), keys[PAGE - 1] if len(keys) > PAGE else None)


def unit_by_words(words: str) -> Unit:
    """Return the unit with this code or name, or the only one that is called so. Raises UnitUnclear."""
    active = Unit.objects.filter(is_active=True)
    exact = active.filter(Q(code=words) | Q(name=words)).first()
    if exact is not None:
        return exact
    found = list(active.filter(called(words)).order_by(nearest_to(words), "path")[:5]) if words else []
    if len(found) != 1:
        raise UnitUnclear(words=words, names="、".join(unit.name for unit in found) or "—")
    return found[0]


def names_of_units(*, most: int = 500) -> list[str]:
    """Return names to choose from, those highest in the tree first."""
    rows = Unit.objects.filter(is_active=True).order_by("area_code", "path")
    return list(rows.values_list("name", flat=True)[:most])


def without_pdf(*, most: int) -> list[Letter]:
    """Return issued letters whose PDF was not drawn yet, oldest first. One query."""
    drawn = Attachment.objects.filter(
        subject_kind=Letter._meta.label_lower, subject_id=OuterRef("pk"), purpose=DOCUMENT
    )
    rows = Letter.objects.filter(~Exists(drawn), issued_at__isnull=False).select_related("issuer")
    return list(rows.order_by("pk")[:most])


def evidence_of(letter: Letter) -> list[Attachment]:
    """Return the files that came with answers, oldest first. One query."""
    rows = Attachment.objects.filter(
        subject_kind=Letter._meta.label_lower, subject_id=letter.pk, purpose=EVIDENCE
    )
    return list(rows.select_related("stored").order_by("pk"))


def texts_on(day: date, kinds: Iterable[LetterKind] = LetterKind) -> dict[str, LetterTemplate]:
    """Return the city's texts of these kinds as they apply on a day, each under `kind:name`. From memory."""
    found: dict[str, LetterTemplate] = {}
    for kind in kinds:
        try:
            entry = in_force(TEMPLATES_OF[kind], day)
        except (RuleMissing, RuleExpired):
            continue
        found |= {f"{kind.value}:{name}": template for name, template in entry.value.templates.items()}
    return found


def numbered_issuers(units: Collection[int], day: date) -> list[Unit]:
    """Return those of the units for which the city laid down how they number letters. One query."""
    known = in_force(LetterNumbers, day).value.issuers
    return list(Unit.objects.filter(pk__in=units, code__in=known, is_active=True).order_by("path"))


def body_of(letter: Letter) -> str:
    """Return the body of a draft in the markup of bodies, to change it."""
    if letter.wording:
        return letter.wording
    entry = edition_named(TEMPLATES_OF[LetterKind(letter.kind)], letter.edition)
    template = entry.value.templates[letter.template]
    facts = facts_of(template, letter.facts)
    addressee = letter.addressee.name if letter.addressee else ""
    about = {"issuer": letter.issuer.name, "addressee": addressee, "due": letter.content["due"]}
    lines = filled(template.body, values_of(template, facts, **about)).replace(FROM_FACTS, "").splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())
