"""Nothing leads from a rating to a person, and nothing of care comes near a rating."""

from __future__ import annotations

import re

from django.apps import apps
from django.db import models

from linli.ratings.policies.scheme import COUNT_OF_PETITIONS

PEOPLE = {"people.account", "people.assignment", "vault.record", "vault.reading", "disputes.party"}
WORK_OF_PEOPLE = {"matters", "intake", "disputes", "care", "vault", "compensation", "field"}
RATED = ("ratings", "entities")
PERSONAL = re.compile(
    r"(^|_)(person|people|requester|petitioner|citizen|resident|owner|representative|legal_person|id_number|birth"
    r"|sex|mobile)($|_)"
)


def own_models() -> list[type[models.Model]]:
    return [each for app in RATED for each in apps.get_app_config(app).get_models()]


def reached_from(start: list[type[models.Model]]) -> dict[str, str]:
    """Return every table that foreign keys lead to, with the way there."""
    way = {each._meta.label_lower: each._meta.label_lower for each in start}
    waiting = list(start)
    while waiting:
        model = waiting.pop()
        for field in model._meta.concrete_fields:
            target = field.related_model
            if isinstance(target, type) and target._meta.label_lower not in way:
                way[target._meta.label_lower] = f"{way[model._meta.label_lower]}.{field.name}"
                waiting.append(target)
    return way


def test_no_path_leads_from_a_rating_to_a_person() -> None:
    rating_tables = [each for each in own_models() if each._meta.app_label == "ratings"]
    # A letter names the unit it goes to; who drafted it is the office's own business and stops there.
    found = {to: way for to, way in reached_from(rating_tables).items() if ".letter." not in way}
    assert {to: way for to, way in found.items() if to in PEOPLE} == {}
    assert {to for to in found if to.split(".")[0] in WORK_OF_PEOPLE} == set()


def test_no_table_of_care_or_of_peoples_matters_points_at_a_rating() -> None:
    ours = {each._meta.label_lower for each in own_models()}
    pointing = {
        model._meta.label_lower
        for model in apps.get_models()
        if model._meta.app_label in WORK_OF_PEOPLE
        for field in model._meta.concrete_fields
        if isinstance(field.related_model, type) and field.related_model._meta.label_lower in ours
    }
    assert pointing == set()


def test_no_column_of_a_rated_thing_describes_a_person() -> None:
    columns = [f"{m._meta.label}.{f.name}" for m in own_models() for f in m._meta.concrete_fields]
    assert [each for each in columns if PERSONAL.search(each.split(".")[-1])] == []


def test_codes_that_count_petitions_are_known_for_what_they_are() -> None:
    assert COUNT_OF_PETITIONS.search("petition.total")
    assert not COUNT_OF_PETITIONS.search("petition.overdue")
