"""The ratings in effect as a table that leaves the house. What left is remembered, so that it can be corrected."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import datetime

from linli.core.actor import Actor
from linli.core.time import aware
from linli.intake.policies.cells import harmless
from linli.journal.actions import record
from linli.people.access import Permission, Viewer
from linli.ratings import events
from linli.ratings.access import visible_labels
from linli.ratings.models import Copy, Label
from linli.ratings.policies.scheme import Scheme
from linli.ratings.policies.states import SHOWN

HEAD = ("代码", "名称", "区划", "结果", "颜色", "状态", "评定周期", "有效期至")


def lines_of(labels: list[Label], scheme: Scheme) -> list[tuple[str, ...]]:
    return [
        (
            each.entity.code,
            each.entity.name,
            each.area_code,
            str(scheme.steps[each.step].name),
            str(scheme.steps[each.step].colour.label),
            str(each.get_status_display()),
            each.run.period,
            each.expires_on.isoformat() if each.expires_on else "",
        )
        for each in labels
    ]


def take_copy(*, scheme: Scheme, viewer: Viewer, by: Actor, now: datetime) -> tuple[Copy, bytes]:
    """Return what the viewer sees of a scheme's ratings in effect, as CSV, and remember that it was taken."""
    shown = sorted(each.value for each in SHOWN)
    rows = visible_labels(viewer, Permission.RATING_VIEW).filter(scheme=scheme.code, status__in=shown)
    labels = list(rows.select_related("entity", "run").order_by("area_code", "entity_id"))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([HEAD, *([harmless(cell) for cell in line] for line in lines_of(labels, scheme))])
    content = text.getvalue().encode("utf-8-sig")
    copy = Copy(
        scheme=scheme.code,
        area_code=next((grant.area_prefix for grant in viewer.grants_for(Permission.RATING_VIEW)), ""),
        made_at=aware(now),
        made_by=by.account,
        rows=len(labels),
        digest=hashlib.sha256(content).digest(),
        label_ids=[each.pk for each in labels],
    )
    event = events.CopyTaken(scheme=scheme.code, rows=len(labels), digest=copy.digest.hex())
    record(event, subject=copy, by=by, now=now)
    return copy, content
