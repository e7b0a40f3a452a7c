"""What communities make public reaches those who follow the area."""

from __future__ import annotations

from linli.community.events import DeliberationEvent, ProposalDecided, ProposalNoticed
from linli.following.actions import name_of
from linli.following.events import AreaEvent, DecisionInArea, ProposalInArea
from linli.following.queries import followers
from linli.journal.events import Happened, adds_rows_to
from linli.notices.actions import tell
from linli.people.models import Unit

NEWS: dict[type[DeliberationEvent], type[AreaEvent]] = {
    ProposalNoticed: ProposalInArea,
    ProposalDecided: DecisionInArea,
}


@adds_rows_to(ProposalNoticed, ProposalDecided)
def tell_followers(happened: Happened[DeliberationEvent]) -> None:
    """Two queries. The journal keeps the deliberation's own event, and nothing of who follows."""
    area = Unit.objects.values_list("area_code", flat=True).get(pk=happened.event.community)
    accounts = followers(area, each=True)
    if not accounts:
        return
    news = NEWS[type(happened.event)](area=area, name_of_area=name_of(area), followers=accounts)
    told = Happened(
        news, happened.subject_kind, happened.subject_id, happened.position, happened.by, happened.at
    )
    happened.rows.extend(tell(told))
