"""One form for each verb."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.core.time import city_zone
from linli.disputes.actions.agreeing import NewAgreement, NewTerm
from linli.disputes.actions.sitting import NewSession, SessionRecord
from linli.disputes.forms.base import ChoiceOf, DayField, Money, Setting, VerbForm, in_words
from linli.disputes.forms.claims import AdvanceForm, AmountsForm, PartForm, PromiseForm, ReckonForm
from linli.disputes.forms.sides import (
    AcceptForm,
    AppointForm,
    ConsentForm,
    InviteCommitteeForm,
    OptionalWords,
    PartyForm,
    RecuseForm,
    RepresentativeForm,
    RouteForm,
    WordsForm,
)
from linli.disputes.policies import (
    AgreementKind,
    Capacity,
    How,
    Route,
    SessionManner,
    SessionResult,
    Task,
    TermKind,
    Verb,
)
from linli.disputes.queries.courts import courts_for
from linli.matters.file_forms import FILE_TYPES, FilesField, SeveralFiles
from linli.people.models import Unit


class InvestigateForm(VerbForm):
    asked = forms.CharField(label=_("Who was asked?"), max_length=60)
    relation = forms.CharField(label=_("Related how?"), max_length=60, required=False)
    place = forms.CharField(label=_("Place"), max_length=120)
    words = in_words(_("Questions and answers, one a line"), rows=6)
    is_read_back = forms.BooleanField(label=_("Read to the person, who found it right"), required=False)


class PlanForm(VerbForm):
    begins_at = forms.DateTimeField(
        label=_("When does it begin?"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    minutes = forms.IntegerField(label=_("How many minutes?"), min_value=10, max_value=600, initial=90)
    manner = forms.TypedChoiceField(label=_("How?"), coerce=SessionManner, choices=SessionManner.choices)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    link = forms.URLField(
        label=_("Link of the video session"), max_length=300, assume_scheme="https", required=False
    )
    invited = forms.CharField(
        label=_("Who else is invited, with the consent of all sides?"), max_length=300, required=False
    )
    is_public = forms.BooleanField(label=_("The sides want it in public"), required=False)

    def given(self) -> dict[str, Any]:
        given = super().given()
        at: datetime = given.pop("begins_at")
        local = at.replace(tzinfo=city_zone()) if at.tzinfo is None else at
        return {"session": NewSession(begins_at=local, **given)}


class RecordForm(VerbForm):
    session = ChoiceOf(label=_("Which session?"))
    came = forms.TypedMultipleChoiceField(
        label=_("Who came?"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    rights_told = forms.BooleanField(label=_("Rights and duties were told to all sides"))
    statements = in_words(_("What each side said, one a line"), rows=5)
    facts = in_words(_("What was found to be so"), required=False)
    proposals = in_words(_("What was proposed"), required=False)
    result = forms.TypedChoiceField(
        label=_("With which result?"), coerce=SessionResult, choices=SessionResult.choices
    )
    why_failed = in_words(_("If no agreement is possible: why?"), required=False, rows=2)
    routes_told = forms.BooleanField(
        label=_("The other lawful routes were told to all sides"), required=False
    )
    lists = {"session": "planned", "came": "sides"}

    def given(self) -> dict[str, Any]:
        given = super().given()
        session = given.pop("session")
        return {"session": session, "kept": SessionRecord(**given)}


class CancelForm(WordsForm):
    session = ChoiceOf(label=_("Which session?"))
    lists = {"session": "planned"}
    field_order = ("session", "words")


class ProposeForm(WordsForm):
    party = ChoiceOf(label=_("Whose proposal is it? Empty: the mediator's"), empty_value=None, required=False)
    counters = ChoiceOf(label=_("Does it answer another proposal?"), empty_value=None, required=False)
    amount = Money(label=_("Amount in yuan, if it is about money"), min_value=0, required=False)
    lists = {"party": "sides", "counters": "proposals"}
    field_order = ("party", "words", "amount", "counters")


class AnswerForm(OptionalWords):
    proposal = ChoiceOf(label=_("Which proposal?"))
    party = ChoiceOf(label=_("Which side?"))
    agrees = forms.TypedChoiceField(
        label=_("What does it say?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    lists = {"proposal": "proposals", "party": "sides"}
    field_order = ("proposal", "party", "agrees", "words")


class DraftForm(VerbForm):
    kind = forms.TypedChoiceField(label=_("Which kind?"), coerce=AgreementKind, choices=AgreementKind.choices)
    facts = in_words(_("Main facts, points in dispute, responsibilities"), rows=5)
    manner = in_words(_("How and where it is performed"), required=False, rows=2)
    consequences = in_words(_("What follows if it is not kept"), required=False, rows=2)
    touches_others = forms.BooleanField(label=_("It touches rights of others"), required=False)

    def prepare(self) -> None:
        if self.setting.whole.agreement:
            for name in ("kind", "facts", "manner", "consequences", "touches_others"):
                self.initial[name] = getattr(self.setting.whole.agreement, name)

    def given(self) -> dict[str, Any]:
        return {"agreement": NewAgreement(**super().given())}


class TermForm(VerbForm):
    kind = forms.TypedChoiceField(label=_("What is promised?"), coerce=TermKind, choices=TermKind.choices)
    debtor = ChoiceOf(label=_("Who does it?"))
    creditor = ChoiceOf(label=_("For whom?"), empty_value=None, required=False)
    words = in_words(_("What exactly?"), rows=2)
    amount = Money(label=_("Amount in yuan"), required=False)
    due_on = DayField(label=_("By which day?"), required=False)
    how = forms.CharField(label=_("How? In cash, by transfer, where"), max_length=200, required=False)
    instalments = forms.IntegerField(label=_("In how many parts?"), min_value=1, max_value=120, initial=1)
    every_months = forms.IntegerField(label=_("Every how many months?"), min_value=1, max_value=12, initial=1)
    lists = {"debtor": "sides", "creditor": "sides"}

    def prepare(self) -> None:
        # Left out it is refused in words, with the article.
        self.fields["due_on"].needed_sometimes = True  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        return {"term": NewTerm(**super().given())}


class DropForm(VerbForm):
    position = ChoiceOf(label=_("Which term?"))

    def prepare(self) -> None:
        agreement = self.setting.whole.agreement
        terms = sorted(agreement.terms.all(), key=lambda each: each.position) if agreement else []
        labels = {each.position: f"{each.position}. {each.words[:40]}" for each in terms}
        self.fields["position"].choices = list(labels.items())  # type: ignore[attr-defined]


class SignForm(VerbForm):
    signer = forms.ChoiceField(label=_("Who signs?"))
    how = forms.TypedChoiceField(
        label=_("How?"), coerce=How, choices=[(each.value, each.label) for each in (How.PAPER, How.SCREEN)]
    )

    def prepare(self) -> None:
        choices = []
        for line in self.setting.whole.sides:
            if line.party.capacity == Capacity.FULL:
                choices.append((f"party:{line.party.pk}", line.label))
            choices += [
                (
                    f"representative:{line.party.pk}:{one.pk}",
                    f"{line.side} · {name} ({one.get_kind_display()})",
                )
                for one, name in line.representatives
            ]
        helpers = [each for each in self.setting.whole.helpers if each.appointment.task != Task.RECORD]
        choices += [(f"mediator:{each.appointment.mediator_id}", each.name) for each in helpers]
        self.fields["signer"].choices = choices  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        kind, *numbers = self.cleaned_data["signer"].split(":")
        how = {"how": self.cleaned_data["how"]}
        if kind == "representative":
            return how | {"party": int(numbers[0]), "representative": int(numbers[1])}
        return how | {kind: int(numbers[0])}


class SureForm(OptionalWords):
    sure = forms.BooleanField(label=_("Yes, I am sure. This is not undone."))
    field_order = ("words", "sure")

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in super().given().items() if name != "sure"}


class PerformForm(WordsForm):
    term = ChoiceOf(label=_("Which term?"))
    amount = Money(label=_("How much came? Empty: all that is left"), required=False)
    on = DayField(label=_("On which day? Empty: today"), required=False)
    proof = FilesField(
        label=_("Receipt or proof of the transfer"),
        widget=forms.ClearableFileInput(attrs={"accept": FILE_TYPES}),
        required=False,
    )
    lists = {"term": "open_terms"}
    field_order = ("term", "amount", "on", "words", "proof")

    def given(self) -> dict[str, Any]:
        given = super().given()
        return given | {"proof": next(iter(given["proof"] or ()), None)}


class AllAgreeForm(WordsForm):
    all_agree = forms.BooleanField(label=_("All sides were asked and agree"), required=False)


class FollowForm(VerbForm):
    party = ChoiceOf(label=_("Which side was visited?"))
    reason = forms.CharField(label=_("Why?"), max_length=200, required=False)
    words = in_words(_("How is it kept, and what does the side say?"))
    is_satisfied = forms.NullBooleanField(label=_("Is the side satisfied?"), required=False)
    remaining = in_words(_("What may still break out, and what is done about it?"), required=False, rows=2)
    lists = {"party": "sides"}


class ToldForm(WordsForm):
    told = forms.BooleanField(label=_("The other lawful routes were told to all sides"), required=False)


class TerminateForm(ToldForm):
    party = ChoiceOf(label=_("Which side wishes so?"))
    lists = {"party": "sides"}
    field_order = ("party", "words", "told")

    def prepare(self) -> None:
        self.fields["words"].required = False


class ReferForm(WordsForm):
    route = forms.TypedChoiceField(label=_("By which route?"), coerce=Route, choices=Route.choices)
    to_unit = forms.CharField(label=_("To which unit? Its code"), max_length=60, required=False)
    to_body = forms.CharField(label=_("Or to which body outside?"), max_length=100, required=False)
    field_order = ("route", "to_unit", "to_body", "words")

    def clean_to_unit(self) -> Unit | None:
        code = self.cleaned_data["to_unit"].strip()
        if not code:
            return None
        found = Unit.objects.filter(code=code, is_active=True).first()
        if found is None:
            raise forms.ValidationError(gettext("There is no unit with this code."))
        return found


class SafetyForm(WordsForm):
    is_police_told = forms.BooleanField(
        label=_("The police were told, since it may come to blows"), required=False
    )


class PapersForm(VerbForm):
    purpose = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            ("identity", _("Proof of identity")),
            ("power", _("Power of attorney")),
            ("evidence", _("Evidence")),
            ("receipt", _("Receipt of performance")),
            ("court_paper", _("Paper of the court")),
        ],
    )
    papers = FilesField(label=_("Pictures or papers"), widget=SeveralFiles(attrs={"accept": FILE_TYPES}))

    def given(self) -> dict[str, Any]:
        return {"purpose": self.cleaned_data["purpose"], "files": self.cleaned_data["papers"]}


class ApplyForm(OptionalWords):
    court = ChoiceOf(label=_("Which court?"))
    jointly = forms.BooleanField(label=_("All sides apply together"), required=False)
    field_order = ("court", "jointly", "words")

    def prepare(self) -> None:
        agreement = self.setting.whole.agreement
        courts = courts_for(self.setting.dispute, agreement) if agreement else []
        self.fields["court"].choices = [  # type: ignore[attr-defined]
            (each.unit.pk, f"{each.unit.name} ({each.basis.label})") for each in courts
        ]


class CaseForm(OptionalWords):
    case_number = forms.CharField(label=_("Case number"), max_length=60)
    field_order = ("case_number", "words")


class RejectForm(WordsForm):
    case_number = forms.CharField(label=_("Case number"), max_length=60)
    field_order = ("case_number", "words")


class ReleaseForm(VerbForm):
    party = ChoiceOf(label=_("Which side agrees, in writing?"))
    lists = {"party": "sides"}


class PublishForm(VerbForm):
    outcome = in_words(_("What came of it, without names or anything that shows who it was"), rows=5)
    all_agree = forms.BooleanField(label=_("All sides were asked and agree"), required=False)


FORMS: Mapping[Verb, type[VerbForm]] = {
    Verb.CHOOSE_ROUTE: RouteForm,
    Verb.ADD_PARTY: PartyForm,
    Verb.ADD_REPRESENTATIVE: RepresentativeForm,
    Verb.CONSENT: ConsentForm,
    Verb.ACCEPT: AcceptForm,
    Verb.INVITE_COMMITTEE: InviteCommitteeForm,
    Verb.APPOINT: AppointForm,
    Verb.RECUSE: RecuseForm,
    Verb.INVESTIGATE: InvestigateForm,
    Verb.PLAN_SESSION: PlanForm,
    Verb.RECORD_SESSION: RecordForm,
    Verb.CANCEL_SESSION: CancelForm,
    Verb.PROPOSE: ProposeForm,
    Verb.ANSWER_PROPOSAL: AnswerForm,
    Verb.DRAFT_AGREEMENT: DraftForm,
    Verb.ADD_TERM: TermForm,
    Verb.DROP_TERM: DropForm,
    Verb.SET_PART: PartForm,
    Verb.ADVANCE: AdvanceForm,
    Verb.RECKON: ReckonForm,
    Verb.AGREE_AMOUNTS: AmountsForm,
    Verb.AGREE_ORALLY: SureForm,
    Verb.SIGN: SignForm,
    Verb.SEAL: SureForm,
    Verb.PROMISE_PAYMENT: PromiseForm,
    Verb.PERFORM: PerformForm,
    Verb.BREACH: WordsForm,
    Verb.RESUME: AllAgreeForm,
    Verb.FOLLOW_UP: FollowForm,
    Verb.EXTEND: AllAgreeForm,
    Verb.FAIL: ToldForm,
    Verb.TERMINATE: TerminateForm,
    Verb.REFER: ReferForm,
    Verb.RECEIVE: OptionalWords,
    Verb.RETURN: WordsForm,
    Verb.FLAG_SAFETY: SafetyForm,
    Verb.ADD_PAPER: PapersForm,
    Verb.APPLY: ApplyForm,
    Verb.COURT_TAKES: CaseForm,
    Verb.COURT_DECLINES: WordsForm,
    Verb.GRANT: CaseForm,
    Verb.REJECT: RejectForm,
    Verb.WITHDRAW_APPLICATION: WordsForm,
    Verb.AGREE_RELEASE: ReleaseForm,
    Verb.PUBLISH: PublishForm,
    Verb.ARCHIVE: SureForm,
}


def verb_form(setting: Setting, verb: Verb, data: Any = None, files: Any = None) -> VerbForm:
    """Return the form of a verb, empty or with what was typed."""
    return FORMS[verb](setting, verb, data, files)
