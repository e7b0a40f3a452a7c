"""The public register: every model and rule of judgement that routes, ranks or proposes, in words anybody can read."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Sentence


@dataclass(frozen=True)
class Algorithm:
    """One entry of the register."""

    slug: str
    name: Sentence
    purpose: Sentence
    how: Sentence
    data: Sentence
    limits: Sentence
    rule: str = ""
    """Key of the rulebook entry that holds its numbers; empty: none."""
    counts: Sentence = ""
    """What its figures count; empty: it has none by district."""


A_PERSON_DECIDES = _("It proposes. A person decides, and can be asked why.")

REGISTER: tuple[Algorithm, ...] = (
    Algorithm(
        "classifier",
        _("Kind of a matter"),
        _("Suggests what kind a matter is, so that it reaches the right unit sooner."),
        _("Adds up weights of the pieces of characters and words in title and text."),
        _("Messages that people have labelled; a new model replaces the old one only if it is not worse."),
        _("It reads words only, judges neither urgency nor truth, and says nothing about who writes."),
        counts=_("suggestions that fit the kind a person gave"),
    ),
    Algorithm(
        "hot-issues",
        _("Hot issues"),
        _("Shows together matters that seem to be about one thing in one place."),
        _("Compares rare pairs of characters; a group needs a common theme, and names of places are none."),
        _("Titles, texts and places of matters. Telephone numbers are taken out before."),
        _("People who write are only counted, never told apart or listed."),
        rule="warnings.hot_issues",
        counts=_("proposals that a person confirmed, of those decided"),
    ),
    Algorithm(
        "duplicates",
        _("Perhaps the same"),
        _("Shows whoever files or reads a matter what may be the same, or of the same class elsewhere."),
        _("Weighs words, distance and kind; each proposal says its reasons."),
        _("Open matters near by, and words of matters elsewhere that the reader may see."),
        _("Nothing is joined by itself, and nobody is turned away."),
        rule="intake.duplicates",
    ),
    Algorithm(
        "reply-advice",
        _("Advice on replies"),
        _("Tells the clerk who writes a reply what it may lack."),
        _("Looks for grounds, next steps, days and empty formulas in the words of the reply."),
        _("The reply and the question, while it is written. Nothing is kept."),
        _("It stops nothing, and no person is rated by it."),
        rule="warnings.reply_advice",
    ),
    Algorithm(
        "dispatch",
        _("Who is responsible"),
        _("Names the unit whose duty a kind of matter is in a place."),
        _("Looks up the city's list of duties. It learns nothing."),
        _("The list of duties, which the city publishes and changes by decision."),
        _("Units may object; somebody else decides who was right."),
        rule="matters.automation",
    ),
    Algorithm(
        "early-warning",
        _("Early warning"),
        _("Proposes a warning when matters of one kind rise in one place."),
        _("An index of count, people, age and open matters, and statistical detectors on weekly counts."),
        _("Counts of matters by area, kind and week; small counts are not shown."),
        _("Inputs are matters and organisations, never persons."),
    ),
)


def named(slug: str) -> Algorithm | None:
    return next((each for each in REGISTER if each.slug == slug), None)
