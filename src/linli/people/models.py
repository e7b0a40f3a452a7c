from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from linli.core.checks import one_of
from linli.journal.models import Subject
from linli.people.policies import AREA_CODE, PLAIN_CODE, USERNAME, Outcome, Role, UnitKind

NEXT_TREE_EDITION = Func(template="nextval('people_tree_edition')", output_field=models.BigIntegerField())


class Account(AbstractBaseUser, Subject):
    """A log-in of somebody who works for the city. Never shared, never deleted: it ends."""

    username = models.CharField(_("User name"), max_length=60)
    display_name = models.CharField(_("Name"), max_length=60)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    """The password was set by somebody else; nothing else can be done before it is changed."""
    password_set_at = models.DateTimeField(null=True)

    objects = BaseUserManager["Account"]()
    USERNAME_FIELD = "username"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["username"], name="people_account_one_of_each_username"),
            models.CheckConstraint(
                condition=Q(username__regex=f"^{USERNAME}$"), name="people_account_username_is_plain"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name


class Unit(Subject):
    """An organisation that handles matters, at its place in the tree of units."""

    code = models.CharField(max_length=60)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=30, choices=UnitKind.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.TextField()
    """Codes from the root down to this unit, each followed by a slash; a subtree shares a beginning."""
    area_code = models.CharField(max_length=12)
    """12 digits of the area it works for."""
    is_active = models.BooleanField(default=True)
    tree_edition = models.BigIntegerField(db_default=NEXT_TREE_EDITION, editable=False)
    """Grows with every change of the tree, so that a process sees that what it remembers is old."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="people_unit_one_of_each_code"),
            models.UniqueConstraint(fields=["path"], name="people_unit_one_at_each_path"),
            models.CheckConstraint(condition=Q(kind__in=UnitKind.values), name="people_unit_kind_is_known"),
            models.CheckConstraint(
                condition=Q(code__regex=f"^{PLAIN_CODE}$"), name="people_unit_code_is_plain"
            ),
            models.CheckConstraint(
                condition=Q(area_code__regex=f"^{AREA_CODE}$"), name="people_unit_area_code_has_12_digits"
            ),
        ]
        indexes = [
            models.Index(fields=["tree_edition"], name="people_unit_tree_edition"),
            models.Index(fields=["parent"], name="people_unit_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class Assignment(Subject):
    """A role that one account holds for a unit, in an area, for a time."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=30, choices=Role.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="assignments")
    area_code = models.CharField(max_length=12, default="", db_default="")
    """12 digits; empty: wherever the work is, or the unit's area for a role that reaches a whole area."""
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    """Last day in the city on which it holds; None: until somebody ends it."""
    ended_at = models.DateTimeField(null=True)
    """When somebody ended it; from that instant it gives nothing."""
    granted_by = models.BigIntegerField(null=True)
    """Number of the account that gave it, None when the operator did."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="people_assignment_role_is_known"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="people_assignment_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(area_code="") | Q(area_code__regex=f"^{AREA_CODE}$"),
                name="people_assignment_area_code_has_12_digits",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "valid_from"], name="people_assignment_of_account"),
            models.Index(fields=["unit", "role"], name="people_assignment_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"

    def holds_on(self, day: date) -> bool:
        ended = self.ended_at is not None or (self.valid_until is not None and self.valid_until < day)
        return self.valid_from <= day and not ended


class Proposal(Subject):
    """A role that one person proposed for an account, and what a second person said to it."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="proposals", db_index=False)
    role = models.CharField(max_length=30, choices=Role.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    area_code = models.CharField(max_length=12, default="")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    proposed_by = models.BigIntegerField(null=True)
    """Number of the account that proposed it."""
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default="")
    """Empty: it waits for a second person."""
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role", "unit", "area_code"],
                condition=Q(outcome=""),
                nulls_distinct=False,
                name="people_proposal_one_open",
            ),
            one_of("role", Role.values, "people_proposal_role_is_known"),
            one_of("outcome", Outcome.values, "people_proposal_outcome_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="people_proposal_decided_when",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="agreed")
                | (~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("account"))),
                name="people_proposal_two_pairs_of_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"


class ApiKey(Subject):
    """A key with which a program acts for an account. Only the digest of its secret is kept."""

    prefix = models.CharField(max_length=12)
    digest = models.BinaryField()
    suite = models.CharField(max_length=13)
    label = models.CharField(max_length=60)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="api_keys")
    permissions = ArrayField(models.CharField(max_length=30))
    """What the program may do at most; never more than the account itself may on that day."""
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)
    """Day in the city. No finer: it answers whether a key is still needed, nothing else."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix"], name="people_api_key_one_of_each_prefix"),
            models.CheckConstraint(
                condition=Q(permissions__len__gt=0), name="people_api_key_may_do_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} {self.label}"

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


class SecondFactor(Subject):
    """An authenticator with which an account logs in, from its set-up until somebody resets it."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="second_factors")
    secret = models.BinaryField()
    """Sealed; empty once it ended."""
    recovery = ArrayField(models.BinaryField(), default=list)
    """Keyed digests of the recovery codes that were not used yet."""
    last_step = models.BigIntegerField(default=0)
    """The 30-second step of the last code that was accepted: no code is accepted twice."""
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    set_up_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at=None), name="people_second_factor_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) ^ Q(secret=b""), name="people_second_factor_keeps_no_old_secret"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}"
