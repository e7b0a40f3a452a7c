"""Answering a survey: one answer for each device, and nothing that could tell whose it was."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from django.db import IntegrityError, transaction

from linli.assessments.errors import AnsweredAlready, CookieMissing, StanceUnknown, SurveyClosed
from linli.assessments.models import Answer, Survey, Ticket
from linli.assessments.policies.opinions import Stance
from linli.assessments.policies.rules import AssessmentRule
from linli.core.time import city_day
from linli.rulebook.queries import edition_named


def answer(*, survey: Survey, stance: str, concern: str, token: str, now: datetime) -> None:
    """Keep an answer, and apart from it that this device has answered. Neither says when, and neither names the other.

    No entry is written in the journal: it would tell the minute. Raises SurveyClosed, CookieMissing, StanceUnknown,
    AnsweredAlready.
    """
    today = city_day(now)
    if survey.closed_at is not None or not survey.opens_on <= today <= survey.closes_on:
        raise SurveyClosed
    if not token:
        raise CookieMissing
    if stance not in Stance.values:
        raise StanceUnknown
    rule = edition_named(AssessmentRule, survey.assessment.edition).value
    known = {each.code for each in rule.concerns}
    digest = hmac.new(bytes(survey.salt), token.encode(), hashlib.sha256).digest()
    try:
        with transaction.atomic():
            Ticket.objects.create(digest=digest, survey=survey)
            Answer.objects.create(survey=survey, stance=stance, concern=concern if concern in known else "")
    except IntegrityError as error:
        raise AnsweredAlready from error
