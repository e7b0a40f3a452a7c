"""Places, units and projects are rated, people never: some things have no field to be kept in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from django.apps import apps
from django.db import models
from pydantic import BaseModel
from source import SOURCE, all_subclasses, import_everything

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


SCORE = re.compile(
    r"(^|_)(score|scores|points|rank|ranking|rating|grade|level|stars|credit|merit|demerit|penalty|risk|trust|priority"
    r"|weight|percentile|performance|quota|bonus|deduction)($|_)"
)
PERSON = re.compile(
    r"(^|_)(account|accounts|person|people|requester|handler|worker|colleague|citizen|resident|clerk|registered_by"
    r"|handled_by|by_account|username)($|_)"
)
COUNTED = {
    "people.Account": {"chain_length"},
    "people.Assignment": {"chain_length", "granted_by"},
    "people.ApiKey": {"chain_length"},
    "people.Proposal": {"chain_length", "decided_by", "proposed_by"},
    "people.SecondFactor": {"chain_length", "failures", "last_step"},
    "vault.Record": {"notice_version", "sealed_with"},
    "vault.Reading": {"by_account", "by_unit"},
    "matters.DossierCopy": {"chain_length"},
    "matters.Matter": {
        "chain_length",
        "suggested_confidence",
        "lon",
        "lat",
        "people_affected",
        "excluded_by",
        "reworks",
        "reopenings",
        "returns",
        "extensions",
    },
    "inspections.Inspector": {"chain_length"},
    "letters.Letter": {"chain_length", "edition", "year", "serial", "about_id"},
    "stations.Booking": {"chain_length", "edition", "seat"},
    "supervision.Listing": {"chain_length", "extensions", "progress"},
    "supervision.Hazard": {"chain_length", "failed_checks"},
    "disputes.Party": {"place", "side", "account_id"},
    "registers.Record": {"chain_length", "edition", "sort_number", "lon", "lat"},
    "publications.Complaint": {"chain_length"},
    "intake.BoxOpening": {"letters"},
    "intake.ChatGroup": {"chain_length"},
}
"""Table of or about a person -> its numbers. They count what happened to a matter or a chain; none weighs a person."""
NUMBERS = (models.IntegerField, models.FloatField, models.DecimalField)
PEOPLE = ("people.Account", "vault.Record")


def tables_about_people() -> Iterator[type[models.Model]]:
    """Yield tables whose row is a person, or points at one."""
    for model in apps.get_models():
        related = {
            field.related_model for field in model._meta.get_fields() if field.is_relation and field.concrete
        }
        labels = {each._meta.label for each in related if isinstance(each, type)} | {model._meta.label}
        if model.__module__.startswith("linli.") and labels & set(PEOPLE):
            yield model


def numbers_of(model: type[models.Model]) -> set[str]:
    return {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, NUMBERS) and not field.is_relation and not field.primary_key
    }


def test_every_number_beside_a_person_is_known() -> None:
    """A new number in a table about people is looked at by a person before it is added to the list."""
    found = {model._meta.label: numbers for model in tables_about_people() if (numbers := numbers_of(model))}
    assert found == COUNTED


def test_no_table_of_a_person_has_a_score() -> None:
    scores = [
        f"{model._meta.label}.{field.name}"
        for model in tables_about_people()
        for field in model._meta.get_fields()
        if SCORE.search(field.name)
    ]
    assert scores == []


def test_no_shape_rule_or_event_puts_a_score_beside_a_person() -> None:
    """Units have rates; an answer that named a person beside one would rank people."""
    shapes: dict[str, set[str]] = {}
    for where, name in names():
        shapes.setdefault(where, set()).add(name)
    both = [
        where
        for where, fields in shapes.items()
        if any(map(PERSON.search, fields)) and any(map(SCORE.search, fields))
    ]
    assert both == []


def test_rates_are_never_grouped_by_person() -> None:
    """The rates of a unit count matters and orders; no query of theirs groups by an account."""
    module = (SOURCE / "matters" / "queries" / "rates.py").read_text("utf-8")
    assert not PERSON.search(" ".join(re.findall(r"values(?:_list)?\(([^)]*)\)", module)))
    assert "handled_by" not in module
    assert "registered_by" not in module
