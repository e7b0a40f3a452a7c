"""The kinds of items: how they are called, which limit they belong to, on which article they rest."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

NAMES = {
    "medical": gettext_lazy("Medical treatment"),
    "follow_up": gettext_lazy("Follow-up treatment"),
    "cosmetic": gettext_lazy("Cosmetic treatment"),
    "hospital_meals": gettext_lazy("Meals in hospital"),
    "nutrition": gettext_lazy("Nutrition"),
    "rehabilitation": gettext_lazy("Rehabilitation"),
    "lost_wages": gettext_lazy("Lost income"),
    "nursing": gettext_lazy("Nursing"),
    "transport": gettext_lazy("Transport"),
    "accommodation": gettext_lazy("Accommodation"),
    "disability": gettext_lazy("Disability compensation"),
    "death": gettext_lazy("Death compensation"),
    "dependants": gettext_lazy("Living expenses of dependants"),
    "devices": gettext_lazy("Assistive devices"),
    "funeral": gettext_lazy("Funeral"),
    "relatives_lost_wages": gettext_lazy("Relatives' lost income"),
    "relatives_transport": gettext_lazy("Relatives' transport"),
    "relatives_accommodation": gettext_lazy("Relatives' accommodation"),
    "mental": gettext_lazy("Mental distress"),
    "repair": gettext_lazy("Repair"),
    "replacement": gettext_lazy("Replacement of the vehicle"),
    "goods": gettext_lazy("Goods carried"),
    "rescue": gettext_lazy("Towing and recovery"),
    "lost_business": gettext_lazy("Lost business of the vehicle"),
    "substitute": gettext_lazy("Substitute transport"),
    "other_property": gettext_lazy("Other property"),
    "appraisal": gettext_lazy("Appraisal"),
}
MEDICAL = frozenset({"medical", "follow_up", "cosmetic", "hospital_meals", "nutrition"})
PROPERTY = frozenset(
    {"repair", "replacement", "goods", "rescue", "lost_business", "substitute", "other_property"}
)
ARTICLES = {
    **dict.fromkeys(("medical", "follow_up", "cosmetic", "rehabilitation"), 6),
    "lost_wages": 7,
    "nursing": 8,
    "transport": 9,
    **dict.fromkeys(("hospital_meals", "accommodation"), 10),
    "nutrition": 11,
    "disability": 12,
    "devices": 13,
    "funeral": 14,
    "death": 15,
    "dependants": 17,
    "mental": 23,
}
"""Item -> article of the personal-injury interpretation."""


def bucket_of(code: str) -> str:
    """Return the limit of the compulsory insurance that an item belongs to."""
    if code in MEDICAL:
        return "medical"
    if code in PROPERTY:
        return "property"
    return "outside" if code == "appraisal" else "death_disability"
