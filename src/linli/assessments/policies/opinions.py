"""What people answer, and how little of it is shown when few have."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stance(TextChoices):
    SUPPORT = "support", _("I am for it")
    NEUTRAL = "neutral", _("It is all the same to me")
    MILD = "mild", _("I am rather against it")
    SOME = "some", _("I am against it")
    STRONG = "strong", _("I am strongly against it")


class Method(TextChoices):
    """How people were heard besides the anonymous survey."""

    PUBLICITY = "publicity", _("public notice")
    QUESTIONNAIRE = "questionnaire", _("questionnaire on paper")
    MEETING = "meeting", _("meeting")
    INTERVIEW = "interview", _("visits")
    HEARING = "hearing", _("hearing")
    EXPERT = "expert", _("expert opinion")
    DEPARTMENT = "department", _("opinion of departments")


def shown(counts: Mapping[str, int], least: int) -> dict[str, str]:
    """Return counts as they may be shown: small ones as `<5`, and never only one of them.

    A single hidden count could be reckoned from the total, so the next smallest is hidden with it.
    """
    small = {name for name, count in counts.items() if 0 < count < least}
    if len(small) == 1:
        others = [name for name, count in counts.items() if name not in small and count > 0]
        small |= set(sorted(others, key=lambda name: counts[name])[:1])
    return {
        name: f"<{max(least, counts[name] + 1)}" if name in small else f"{count}"
        for name, count in counts.items()
    }
