"""What the matter's page shows of supervision: where its promises stand, the letters about it, and the public list."""

from __future__ import annotations

from django.db.models import OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core.moments import day_words, moment_words
from linli.letters.about import Place, points_to
from linli.letters.access import visible as visible_letters
from linli.letters.models import Letter
from linli.letters.policies import WAITING, Status
from linli.letters.queries import letters_about, letters_about_each
from linli.matters.beside import Block, Line, beside_matters
from linli.matters.models import Matter
from linli.matters.policies import Step
from linli.people.access import Viewer
from linli.people.policies import Permission
from linli.supervision.access import VIEW, visible
from linli.supervision.models import Climb, Ladder, Listing
from linli.supervision.policies import Rung
from linli.supervision.queries import ladders_of
from linli.supervision.sentences import why

MOST = 20


@beside_matters(10, VIEW, of=[Ladder.objects.filter(matter=OuterRef("pk"))])
def ladder(viewer: Viewer, matter: Matter) -> Block:
    """The promises that are supervised, each with its highest rung and why. Two queries and their prefetches."""
    rows = [each for each in ladders_of(viewer, matter) if each.ended_at is None or each.climbs.all()]
    url = reverse("supervision:ladder", args=[matter.code])
    lines = [_promise(each, url) for each in rows[:MOST]]
    return Block(gettext_lazy("Supervision"), lines, url, gettext_lazy("All rungs, and who was told"))


def _promise(row: Ladder, url: str) -> Line:
    held = [each for each in row.climbs.all() if each.released_at is None]
    title = f"{Step(row.step).label} · {row.unit.name}"
    top = max(held, key=lambda each: Rung(each.rung).height, default=None)
    if top is None:
        return Line(title, url, _("over") if row.ended_at else _("no rung"), _next(row))
    top.ladder = row
    return Line(title, url, Rung(top.rung).label, f"{why(top)} {_next(row)}".strip(), Rung(top.rung).is_level)


def _next(row: Ladder) -> str:
    if row.next_at is None:
        return ""
    facts = {"rung": Rung(row.next_rung).label, "at": moment_words(row.next_at)}
    return _("Next: %(rung)s, %(at)s.") % facts


OF_LADDERS = Climb.objects.filter(ascent__letter__isnull=False)


@beside_matters(
    20,
    Permission.LETTER_VIEW,
    of=[
        letters_about_each(Matter),
        OF_LADDERS.filter(ladder__matter=OuterRef("pk")),
    ],
)
def letters(viewer: Viewer, matter: Matter) -> Block:
    """Letters about the matter, and those of its ladders that name several matters. One query."""
    of_ladders = OF_LADDERS.filter(ladder__matter=matter)
    about = Q(pk__in=letters_about(matter).order_by().values("pk")) | Q(
        pk__in=of_ladders.values("ascent__letter")
    )
    rows = visible_letters(viewer).filter(about).select_related("issuer", "addressee").order_by("-pk")[:MOST]
    return Block(gettext_lazy("Letters about it"), [_letter(each) for each in rows])


def _letter(row: Letter) -> Line:
    url = reverse("letters:letter", args=[row.pk])
    title = f"{row.get_kind_display()} {row.number}".strip()
    sides = f"{row.issuer.name} → {row.addressee.name}" if row.addressee else row.issuer.name
    waits = Status(row.status) in WAITING and row.due_at is not None
    due = f" · {_('answer by %(at)s') % {'at': moment_words(row.due_at)}}" if waits and row.due_at else ""
    return Line(title, url, row.get_status_display(), f"{sides}{due}")


@points_to("supervision.listing")
def listing(viewer: Viewer, number: int) -> Place | None:
    """Say where a letter about a listed problem reads on. One query."""
    row = visible(viewer, Listing).filter(pk=number).first() if viewer.may(VIEW) else None
    return Place(row.title, reverse("supervision:listing", args=[row.pk])) if row else None


@beside_matters(30, VIEW, of=[Listing.objects.filter(ladder__matter=OuterRef("pk"))])
def listings(viewer: Viewer, matter: Matter) -> Block:
    """What was proposed for the public list because of this matter. One query."""
    rows = (
        visible(viewer, Listing).filter(ladder__matter=matter).select_related("owner").order_by("-pk")[:MOST]
    )
    return Block(gettext_lazy("Public list"), [_listing(each) for each in rows])


def _listing(row: Listing) -> Line:
    url = reverse("supervision:listing", args=[row.pk])
    due = day_words(row.due_on) if row.due_on else ""
    return Line(row.title, url, row.get_status_display(), f"{row.owner.name} {due}".strip())
