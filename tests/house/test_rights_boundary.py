"""Places, units and projects are rated, people never: some things have no field to be kept in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from django.apps import apps
from pydantic import BaseModel
from source import all_subclasses, import_everything

from linli.journal.events import Event

FORBIDDEN = re.compile(
    r"""(^|_)(
        face | faces | facial | faceprint | fingerprint | fingerprints | iris | gait | voiceprint
      | biometric | biometrics
      | religion | religious | belief | ethnicity | ethnic | nationality | political | politics
      | trajectory | trajectories | tracking | whereabouts | geofence | electronic_fence | presence_list
      | person_risk | risk_person | person_score | citizen_score | social_credit | credit_score_of_person
      | key_person | key_people | special_group | watch_list | watchlist | blacklist | watch_level
      | petitioner_count | repeat_petitioner | repeat_petitioners | stability_risk_person | criminal_record
    )($|_)""",
    re.VERBOSE,
)


def names() -> Iterator[tuple[str, str]]:
    """Yield every field name that something can be kept or sent under, with where it is."""
    import_everything()
    for model in apps.get_models():
        if model.__module__.startswith("linli."):
            yield from ((model._meta.label, field.name) for field in model._meta.get_fields())
    for shape in all_subclasses(BaseModel):
        if shape.__module__.startswith("linli."):
            yield from ((shape.__qualname__, name) for name in shape.model_fields)
    for event in all_subclasses(Event):
        if is_dataclass(event):
            yield from ((event.__qualname__, field.name) for field in fields(event))


def test_no_field_can_hold_what_must_not_be_known_about_people() -> None:
    assert [f"{where}.{name}" for where, name in names() if FORBIDDEN.search(name)] == []


def test_the_list_finds_what_it_is_for_and_spares_what_only_sounds_alike() -> None:
    assert all(
        FORBIDDEN.search(name)
        for name in ("face_id", "person_risk", "home_trajectory", "religion", "is_key_person")
    )
    assert not any(
        FORBIDDEN.search(name) for name in ("surface", "interface", "facet", "tracked_at", "beliefs_none")
    )
