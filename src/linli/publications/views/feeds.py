"""What is new, for feed readers. Only what everybody may read."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from linli.core.time import city_day, city_zone
from linli.publications.models import Complaint, Update
from linli.publications.policies.rules import PublicationRule
from linli.publications.queries import newest_updates, public_complaints
from linli.rulebook.queries import in_force


class ProjectFeed(Feed):  # type: ignore[type-arg]
    """Updates of published projects."""

    feed_type = Atom1Feed
    title: Any = _("Stalled projects and title deeds: what is new")
    subtitle: Any = _("Each update of each published project.")

    def link(self) -> str:
        return reverse("publications:projects")

    def items(self) -> list[Update]:
        return newest_updates()

    def item_title(self, item: Any) -> str:
        return f"{item.project.title}：{item.get_status_display()}"

    def item_description(self, item: Any) -> str:
        return str(item.words)

    def item_link(self, item: Any) -> str:
        return f"{reverse('publications:project', args=[item.project_id])}#update-{item.pk}"

    def item_updateddate(self, item: Any) -> datetime:
        return item.told_at  # type: ignore[no-any-return]


class AnswerFeed(Feed):  # type: ignore[type-arg]
    """Public answers to complaints of enterprises."""

    feed_type = Atom1Feed
    title: Any = _("Business environment: what came of complaints")
    subtitle: Any = _("Answers for everybody, without who complained.")

    def link(self) -> str:
        return reverse("publications:business")

    def items(self) -> list[Complaint]:
        return list(public_complaints()[:50])

    def item_title(self, item: Any) -> str:
        return in_force(PublicationRule, city_day(timezone.now())).value.kind_name(item.kind)

    def item_description(self, item: Any) -> str:
        return str(item.public_answer)

    def item_link(self, item: Any) -> str:
        return f"{reverse('publications:business')}#answer-{item.pk}"

    def item_updateddate(self, item: Any) -> datetime:
        return datetime.combine(item.answered_on, time(12), city_zone())
