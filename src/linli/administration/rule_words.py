"""What each rule of the city is called, and what it says, in one line for those who set it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Sentence


@dataclass(frozen=True)
class Words:
    """A rule in words."""

    name: Sentence
    line: Sentence


def words_of(key: str) -> Words:
    """Return a rule's words; one without any goes by its key."""
    return RULES.get(key) or Words(key, "")


RULES: dict[str, Words] = {
    "assessments.assessment": Words(
        _("Stability assessment"),
        _("Which decisions are assessed, by which sheet, and how long each step takes."),
    ),
    "calendars.hours": Words(_("Working hours"), _("From when to when each working day is worked.")),
    "calendars.year": Words(
        _("Working calendar"), _("A year's days off and the weekend days that are worked.")
    ),
    "catalogue.admission": Words(
        _("Burden of the grids"), _("How much work grids may be given, and how many must agree before.")
    ),
    "command.figures": Words(
        _("Command pages"), _("What the pages for leaders show, and when it counts as rising.")
    ),
    "community.deliberations": Words(
        _("Public deliberations"), _("How communities deliberate in public, and how long each step takes.")
    ),
    "community.meetings": Words(_("Joint study meetings"), _("Who is invited, and by when answers are due.")),
    "community.sharing": Words(
        _("Shared resources"), _("What units may share with communities, and by when.")
    ),
    "community.whistles": Words(
        _("Whistles"), _("What units are called for, how fast they come, and what is big.")
    ),
    "compensation.compulsory": Words(
        _("Compulsory insurance"), _("Limits of the compulsory motor insurance, for when they change.")
    ),
    "compensation.figures": Words(
        _("Figures for compensation"), _("One year's official figures, from the day they are published.")
    ),
    "compensation.practice": Words(
        _("Practice of the courts"), _("How the local courts count where the law leaves a choice.")
    ),
    "conferences.climb": Words(
        _("Hard disputes"), _("By which steps a hard dispute climbs, and who sits in the joint panel.")
    ),
    "disputes.categories": Words(_("Kinds of disputes"), _("What disputes are about, for the statistics.")),
    "disputes.centres": Words(
        _("Dispute centres"), _("Which units receive disputes, and to whom they may be handed.")
    ),
    "disputes.claims": Words(
        _("Claim desk"), _("How claims after road accidents are taken up, and by when.")
    ),
    "disputes.confirmation": Words(
        _("Judicial confirmation"), _("Within how many days a court is asked, and when both are reminded.")
    ),
    "disputes.limits": Words(
        _("Time for mediation"), _("How long each step may take, and when people are reminded.")
    ),
    "disputes.routes": Words(_("Lawful routes"), _("Each route with its time, its cost and its effect.")),
    "entities.service": Words(
        _("Service of enterprises"), _("How soon one of the five answers what an enterprise raises.")
    ),
    "entities.sheets": Words(_("Sheets of bodies"), _("How sheets of bodies and places are read.")),
    "exchange.georeport": Words(_("Open311"), _("How the city appears to apps that speak Open311.")),
    "field.rounds": Words(_("Rounds"), _("What is looked at on a round, and how much a device carries.")),
    "files.accepted": Words(_("Pictures and files"), _("Which sorts are taken, how large and how many.")),
    "files.retention": Words(_("Keeping of files"), _("What files are for, and how long each kind stays.")),
    "inspections.drawing": Words(
        _("Random draws"), _("How is drawn who is inspected and by whom, and when results are published.")
    ),
    "inspections.exemptions": Words(
        _("Leniency"), _("Slight violations that go without a penalty, and on which conditions.")
    ),
    "inspections.items": Words(
        _("Items of inspection"), _("What may be inspected, by whom, with which questions.")
    ),
    "intake.duplicates": Words(
        _("Alike matters"),
        _("What is proposed as the same while somebody writes. Nothing is joined by itself."),
    ),
    "intake.sheets": Words(
        _("Imported sheets"), _("How large a sheet may be, and what in its rows is taken for a mistake.")
    ),
    "intake.voice_boxes": Words(_("Letter boxes"), _("How often letter boxes are emptied, and by how many.")),
    "letters.advisory": Words(_("Texts of advisory letters"), _("Title, body and legal basis of each.")),
    "letters.assignment_order": Words(
        _("Texts of assignment orders"), _("Title, body and legal basis of each.")
    ),
    "letters.bulletin": Words(_("Texts of bulletins"), _("Title, body and legal basis of each.")),
    "letters.minutes": Words(_("Texts of meeting minutes"), _("Title, body and legal basis of each.")),
    "letters.numbers": Words(
        _("Numbers of letters"), _("Which units issue letters, and how these are numbered.")
    ),
    "letters.reply": Words(_("Texts of formal replies"), _("Title, body and legal basis of each.")),
    "letters.supervision_order": Words(
        _("Texts of supervision orders"), _("Title, body and legal basis of each.")
    ),
    "letters.warning": Words(_("Texts of warning letters"), _("Title, body and legal basis of each.")),
    "matters.automation": Words(
        _("What happens by itself"), _("Which steps the city's rules take alone. A person can undo each.")
    ),
    "matters.keeping": Words(_("Keeping of matters"), _("How long a matter stays as it is after its end.")),
    "matters.limits": Words(_("Time limits"), _("How long each step of a matter may take.")),
    "matters.rates": Words(_("What ratings count"), _("What a requester's answer counts in the rates.")),
    "matters.reasons": Words(
        _("Reasons"), _("The reasons that may be given, in the words a requester reads.")
    ),
    "matters.templates": Words(_("Answer texts"), _("Texts that clerks begin an answer with.")),
    "metrics.bulletins": Words(
        _("Bulletins"), _("Who is put beside whom by which figures, and the sentences around them.")
    ),
    "notices.delivery": Words(
        _("Delivery of notices"), _("When notices go out, how often they are tried, how long the log stays.")
    ),
    "notices.rules": Words(_("Notices"), _("Who is told what, by which channel, in which words.")),
    "people.appointments": Words(
        _("Second pair of eyes"), _("Which roles somebody gets only when a second person agrees.")
    ),
    "people.request_rates": Words(
        _("Pace of requests"), _("How many requests a minute one sender may make.")
    ),
    "people.roles": Words(_("Roles"), _("What each role may do, and whose work it sees.")),
    "people.second_factor": Words(
        _("Second factor"), _("Which roles log in with a code besides the password.")
    ),
    "people.sign_in": Words(
        _("Log-in"), _("How long a log-in lasts, and how old passwords and API keys may become.")
    ),
    "publications.publication": Words(
        _("Published projects"), _("How often projects are told of, and what a comment may hold.")
    ),
    "ratings.facts": Words(_("Facts for ratings"), _("Which facts count, from whom, and for how long.")),
    "ratings.schemes": Words(
        _("Rating schemes"), _("By which dimensions and limits bodies and places are rated.")
    ),
    "ratings.sheets": Words(_("Sheets of facts"), _("How sheets of facts for ratings are read.")),
    "redress.limits": Words(
        _("Cases and suggestions"), _("Days of administrative cases and of answers to suggestions.")
    ),
    "rulebook.city": Words(_("The city"), _("Name, code and time zone of the city.")),
    "stations.booking": Words(_("Booking"), _("How times at the stations are booked.")),
    "stations.guide": Words(_("Service guide"), _("Each service of the stations with its guide.")),
    "stations.places": Words(_("Stations"), _("Where the stations are.")),
    "supervision.ladder": Words(_("Supervision ladder"), _("When which rung is climbed, and who is told.")),
    "supervision.listing": Words(
        _("Public list of problems"), _("How problems are listed in public and taken off.")
    ),
    "supervision.sectors": Words(
        _("Sectors of hazards"), _("The sectors whose hazards are kept in ledgers.")
    ),
    "targets.appraisal": Words(
        _("Appraisal of units"), _("What counts, for whom, and how units may object.")
    ),
    "targets.eight_ones": Words(_("Regular duties"), _("What units owe regularly, how often and by when.")),
    "targets.schedule": Words(_("Target tasks"), _("How tasks are scheduled, reminded of and helped.")),
    "targets.sheets": Words(
        _("Sheets of plans"), _("The names of columns, and what offices call their units.")
    ),
    "vault.fields": Words(_("Personal data"), _("What may be kept of a person, and for how long.")),
    "vault.privacy_notice": Words(_("Privacy notice"), _("What people are told before their data is kept.")),
    "warnings.alike": Words(
        _("Alike matters"), _("What is shown beside a matter as the same class elsewhere.")
    ),
    "warnings.hot_issues": Words(
        _("Hot issues"), _("When several matters are proposed as one issue, and which leave the list.")
    ),
    "warnings.reply_advice": Words(
        _("Advice on replies"), _("From which score on a reply is taken to have what it should.")
    ),
    "warnings.causes": Words(
        _("Going to the root"), _("When a class of matters is looked into, and how the effect is measured.")
    ),
    "warnings.early": Words(
        _("Early warning"), _("What is counted, which detectors judge it, and who takes note of a warning.")
    ),
    "warnings.index": Words(_("Index of warnings"), _("Weights of the index, and where each colour begins.")),
}
