from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.community.models.checks import one_of
from linli.community.policies.sharing import NeedStatus
from linli.community.policies.whistles import Fitting
from linli.journal.models import Subject
from linli.matters.policies import Satisfied
from linli.people.models import Unit


class Resource(Subject):
    """Something that a registered unit offers to communities."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=60)
    details = models.TextField(blank=True)
    until_on = models.DateField()
    """Last day on which it is offered, in the city."""
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["until_on"], condition=Q(withdrawn_at=None), name="community_resource_offered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.title}"


class Need(Subject):
    """Something that a community needs, and the unit that took it on."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=60)
    details = models.TextField()
    needed_by = models.DateField()
    status = models.CharField(max_length=10, choices=NeedStatus.choices)
    listed_at = models.DateTimeField()
    helper = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, null=True, related_name="needs")
    """What of the helper's list it uses; None: something else."""
    promised_on = models.DateField(null=True)
    result = models.TextField(blank=True)
    hours = models.PositiveIntegerField(default=0)
    """Served by the unit altogether; nobody's own hours are kept."""
    satisfied = models.CharField(max_length=20, choices=Satisfied.choices, blank=True)
    fitting = models.CharField(max_length=10, choices=Fitting.choices, blank=True)

    class Meta:
        constraints = [
            one_of("status", NeedStatus, "community_need_status_known"),
            one_of("satisfied", Satisfied, "community_need_satisfied_known", blank=True),
            one_of("fitting", Fitting, "community_need_fitting_known", blank=True),
            models.CheckConstraint(
                condition=Q(status__in=[NeedStatus.LISTED, NeedStatus.WITHDRAWN], helper=None)
                | Q(
                    status__in=[NeedStatus.CLAIMED, NeedStatus.DONE, NeedStatus.RATED],
                    helper__isnull=False,
                    promised_on__isnull=False,
                ),
                name="community_need_taken_on_by_a_unit",
            ),
        ]
        indexes = [models.Index(fields=["status", "needed_by"], name="community_need_on_list")]

    def __str__(self) -> str:
        return f"{self.pk} {self.title}"
