"""For how many years is paid. Personal-injury interpretation, articles 12, 15 and 17."""

from __future__ import annotations

from datetime import date

FULL_YEARS = 20
FEWER_FROM = 60
LEAST_FROM = 75
LEAST_YEARS = 5
OF_AGE = 18
OLDEST = 120


def years_of_payment(age: int) -> int:
    """Return the years paid for somebody of this age: 20, from 60 on one fewer a year, from 75 on 5."""
    if age >= LEAST_FROM:
        return LEAST_YEARS
    return FULL_YEARS - max(0, age - FEWER_FROM)


def years_of_support(age: int) -> int:
    """Return the years for which somebody is supported: minors until they are 18."""
    return OF_AGE - age if age < OF_AGE else years_of_payment(age)


def age_on(born: int | date, on: date) -> int:
    """Return completed years. Of a year of birth alone: the years between, as if the birthday were over."""
    if isinstance(born, int):
        return on.year - born
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
