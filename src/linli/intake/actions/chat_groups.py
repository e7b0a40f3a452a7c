"""A grid's chat group: the lead turns what residents write there into matters."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.areas.queries import grid_named
from linli.core.actor import Actor
from linli.core.time import city_day
from linli.intake.actions.submitting import Receipt, Report, submit
from linli.intake.errors import GroupClosed, NotTheGroupLead
from linli.intake.events import ChatGroupSet
from linli.intake.models import ChatGroup, Origin
from linli.journal.actions import record
from linli.matters.policies import Channel
from linli.people.access import require, viewer_of
from linli.people.models import Account
from linli.people.policies import Permission


@transaction.atomic
def set_group(
    *, grid: str, name: str, lead: Account, by: Actor, now: datetime, is_active: bool = True
) -> ChatGroup:
    """Write down a grid's group and who leads it; called again it changes the lead or closes the group.

    Raises BadGridCode, UnknownGrid.
    """
    grid = grid_named(grid, city_day(now)).code
    event = ChatGroupSet(grid=grid, lead=lead.pk, is_active=is_active)
    group = ChatGroup.objects.select_for_update().filter(grid_code=grid, name=name.strip()).first()
    if group is None:
        group = ChatGroup(grid_code=grid, name=name.strip(), lead=lead, is_active=is_active)
        record(event, subject=group, by=by, now=now)
    elif (group.lead_id, group.is_active) != (lead.pk, is_active):
        record(event, subject=group, by=by, now=now, changes={"lead_id": lead.pk, "is_active": is_active})
    return group


def raise_from_chat(
    *,
    group: ChatGroup,
    text: str,
    lead: Account,
    key: str,
    now: datetime,
    written_at: datetime | None = None,
    kind: str = "",
    name: str = "",
    phone: str = "",
) -> Receipt:
    """Register a resident's message in their own words, in the grid of the group. Once for each `key`.

    Who wrote is kept only if they left a number. Raises NotTheGroupLead, GroupClosed, NotAllowed and what `submit`
    raises.
    """
    if not group.is_active:
        raise GroupClosed(group=group.name)
    if group.lead_id != lead.pk:
        raise NotTheGroupLead(group=group.name)
    viewer = viewer_of(lead, now)
    require(viewer, Permission.MATTER_REGISTER)
    report = Report(
        channel=Channel.CHAT,
        text=text,
        kind=kind,
        grid=group.grid_code,
        name=name,
        phone=phone,
        is_anonymous=not phone,
        reported_at=written_at,
    )
    by = viewer.actor_for(Permission.MATTER_REGISTER)
    return submit(report, source=f"chat:{group.pk}", key=key, by=by, now=now, also=[Origin(group=group)])
