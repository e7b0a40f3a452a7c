"""Letters of every kind, each in all the ways a letter can go, and what units make of those the ladder sends them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from linli.core.time import city_day
from linli.demo.quarter.scene import CITY_CENTRE, Scene
from linli.demo.stage import Plot
from linli.letters import actions
from linli.letters.actions.making import template_on
from linli.letters.models import Letter
from linli.letters.policies import TO_MANY, WAITING, LetterKind, Status, Way

WRITER, REVIEWER = "duban", "lingdao"
ANSWERS = (
    "来函收悉。已召开专题会逐件研究，明确责任科室和完成时间，办理情况附后。",
    "已按要求逐件核实，能够立即解决的已经办结，其余列入计划并告知诉求人。",
    "已约谈责任单位，整改措施和完成时限见附表，下一步每周调度一次。",
)
THIN = "正在办理中。"
BETTER = "请逐件写明措施、责任人和完成时间。"
FATES = ("closed", "rejected", "escalated", "cancelled_draft", "cancelled_issued", "sent_back")
"""What each kind of letter meets once, where it can."""


def write_every_kind(scene: Scene, fates: Sequence[str] = FATES) -> None:
    """Let one letter of each kind begin for each of the ways it can go."""
    day = city_day(scene.stage.begin)
    for place, kind in enumerate(LetterKind):
        for number, fate in enumerate(fates):
            at = scene.morning(day + timedelta(days=8 + place * 3 + number), minutes=10 * number)
            scene.stage.add(at, _letter(scene, kind, fate))


def _letter(scene: Scene, kind: LetterKind, fate: str) -> Plot:
    letter, owes = _drafted(scene, kind)
    writer, reviewer = scene.by(WRITER, letter.issuer), scene.by(REVIEWER, letter.issuer)
    scene.stage.done[f"letter.{kind.value}"] += 1
    yield scene.later(0, minutes=90)
    if fate == "cancelled_draft":
        actions.cancel(letter=letter, note="情况已变化，不再发出", by=writer, now=scene.now)
        return
    if fate == "sent_back":
        actions.send_back(letter=letter, note="请补充数据出处", by=reviewer, now=scene.now)
        yield scene.later(0, minutes=150)
        actions.revise(letter=letter, by=writer, now=scene.now, facts=letter.facts)
    actions.review(letter=letter, by=reviewer, now=scene.now)
    yield scene.later(0, minutes=200)
    actions.issue(letter=letter, by=writer, now=scene.now)
    yield scene.later(1)
    if fate == "cancelled_issued":
        actions.cancel(letter=letter, note="文号重复排印，另行发文", by=writer, now=scene.now)
        return
    yield from _received(scene, letter, fate, owes=owes)


def _drafted(scene: Scene, kind: LetterKind) -> tuple[Letter, bool]:
    """Draft it with the sample's facts of the city's own text; return it, and whether an answer is owed."""
    template, _edition = template_on(kind, "plain", scene.today)
    sample = template.sample
    addressee = scene.unit(sample.addressee) if sample.addressee and kind not in TO_MANY else None
    letter = actions.draft(
        kind=kind,
        issuer=scene.unit(sample.issuer),
        addressee=addressee,
        facts=sample.facts,
        by=scene.by(WRITER, scene.unit(sample.issuer)),
        now=scene.now,
    )
    return letter, addressee is not None and template.answer_within is not None


def _received(scene: Scene, letter: Letter, fate: str, *, owes: bool) -> Plot:
    writer, reviewer = scene.by(WRITER, letter.issuer), scene.by(REVIEWER, letter.issuer)
    if letter.addressee_id is None:
        actions.prove(letter=letter, way=Way.BY_HAND, proof="机要交换签收单", by=writer, now=scene.now)
        actions.close(letter=letter, by=reviewer, now=scene.now)
        return
    reader = scene.of(letter.addressee_id)
    actions.deliver(letter=letter, by=reader, now=scene.now)
    if fate == "waiting":
        return
    if not owes:
        actions.close(letter=letter, by=reviewer, now=scene.now)
        return
    yield scene.later(1, minutes=60)
    if fate == "escalated":
        yield scene.later(9)
        actions.escalate(letter=letter, note="逾期未复，转为督办", by=writer, now=scene.now)
        return
    yield from _answered(scene, letter, is_thin=fate == "rejected", text=ANSWERS[0])


def _answered(scene: Scene, letter: Letter, *, is_thin: bool, text: str) -> Plot:
    assert letter.addressee_id is not None
    head, reviewer = scene.of(letter.addressee_id, head=True), scene.by(REVIEWER, letter.issuer)
    actions.answer(letter=letter, text=THIN if is_thin else text, by=head, now=scene.now)
    yield scene.later(1, minutes=30)
    letter.refresh_from_db()
    if is_thin:
        actions.reject(letter=letter, note=BETTER, by=reviewer, now=scene.now)
        yield scene.later(2)
        letter.refresh_from_db()
        if letter.status not in WAITING:
            return
        actions.answer(letter=letter, text=text, by=head, now=scene.now)
        yield scene.later(1, minutes=30)
        letter.refresh_from_db()
    if letter.status != Status.ANSWERED:
        return
    actions.verify(letter=letter, by=reviewer, now=scene.now)
    actions.close(letter=letter, by=reviewer, now=scene.now)


# What the ladder sends


def follow_ladder_letters(scene: Scene) -> None:
    """Let the addressee of each new letter of the ladder begin: most answer in time, some late, some never."""
    rows = Letter.objects.filter(
        occasion__startswith="ladder:", status=Status.ISSUED, addressee__isnull=False
    )
    for letter in rows.exclude(pk__in=scene.answered).select_related("issuer", "addressee").order_by("pk"):
        scene.answered.add(letter.pk)
        chance = scene.chance(f"letter-{letter.pk}")
        scene.stage.add(
            scene.later(0, minutes=chance.randrange(60, 300)), _ladder_letter(scene, letter, chance)
        )
    drafts = Letter.objects.filter(occasion__startswith="ladder:", status=Status.DRAFT)
    for letter in drafts.exclude(pk__in=scene.answered).select_related("issuer").order_by("pk"):
        scene.answered.add(letter.pk)
        scene.stage.add(scene.later(1, minutes=45), _bulletin(scene, letter))


def _ladder_letter(scene: Scene, letter: Letter, chance: Random) -> Plot:
    letter.refresh_from_db()
    if letter.status != Status.ISSUED:
        return
    assert letter.addressee_id is not None
    actions.deliver(letter=letter, by=scene.of(letter.addressee_id), now=scene.now)
    lot = chance.random()
    if lot < 0.3:
        return  # nobody answers: the ladder goes on
    yield scene.later(1 if lot < 0.8 else 4, minutes=chance.randrange(300))
    letter.refresh_from_db()
    if letter.status in WAITING:
        yield from _answered(scene, letter, is_thin=lot > 0.9, text=chance.choice(ANSWERS))


def _bulletin(scene: Scene, letter: Letter) -> Plot:
    """Whoever leads looks at the bulletin that the third level drafted, and lets it go out."""
    letter.refresh_from_db()
    if letter.status != Status.DRAFT:
        return
    actions.review(letter=letter, by=scene.by(REVIEWER, letter.issuer), now=scene.now)
    yield scene.later(0, minutes=240)
    letter.refresh_from_db()
    if letter.status == Status.REVIEWED:
        actions.issue(letter=letter, by=scene.by(WRITER, scene.unit(CITY_CENTRE)), now=scene.now)
        scene.stage.done["letter.bulletin_of_the_ladder"] += 1
