"""A burst of one kind of matters at one place: warned of, confirmed, written about, and its cause dealt with."""

from __future__ import annotations

from datetime import timedelta

from linli.core.actor import SYSTEM
from linli.core.time import city_day
from linli.demo.album import Album, make_album
from linli.demo.messages import Message
from linli.demo.places import Atlas, read_atlas
from linli.demo.plots import life
from linli.demo.quarter.scene import CITY_CENTRE, STREET, Scene
from linli.demo.scripts import Script
from linli.demo.stage import Plot
from linli.demo.story import Story
from linli.letters import actions as letters
from linli.warnings.actions import causes, early
from linli.warnings.actions.backtesting import backtest
from linli.warnings.actions.looking import look
from linli.warnings.models import EarlyWarning
from linli.warnings.policies.index import Level

KIND, COUNTED = "utility.water.pressure", "utility.water"
PROBLEM = "二次供水泵房{number}号楼一带早晚水压不足，高层用水困难"
SOURCE, NUMBERS = "burst", 900_000
BURST, AFFECTED = 12, 8
"""Matters of the week that raises the warning, and people that each concerns."""
LEAVE = 28
"""Days before the end in which the burst comes."""
SUGGESTIONS = "查明水压不足的原因，公布修复时间\n检修二次供水泵房，更换老化阀门\n修复期间为高层住户送水"
STEPS = ("检修三处二次供水泵房", "更换老化阀门和止回阀", "建立泵房每周巡查台账")


def rising(scene: Scene) -> None:
    """Let the burst come a month before the end, so that some whole weeks follow the last measure."""
    day = city_day(scene.stage.end) - timedelta(days=LEAVE)
    monday = day - timedelta(days=day.weekday())
    if scene.morning(monday) < scene.stage.begin:
        return
    atlas, album = read_atlas(), make_album(each=2, now=scene.stage.begin)
    for number in range(BURST):
        at = scene.morning(monday + timedelta(days=number % 5), minutes=40 + 17 * number)
        scene.stage.add(at, life(_story(scene, number, atlas, album)))
    scene.stage.add(scene.morning(monday + timedelta(days=7), minutes=10), _warned(scene))
    scene.stage.add(scene.stage.end - timedelta(minutes=15), _tonight(scene))


def _story(scene: Scene, number: int, atlas: Atlas, album: Album) -> Story:
    areas = sorted({area for area, _outline in atlas.featured})
    message = Message(
        number=NUMBERS + number,
        kind_code=KIND,
        title="早晚水压不足",
        text=PROBLEM.format(number=number + 1),
        caller="某住户",
        phone=f"199000{number:05d}",
    )
    area, point = atlas.place_of(message, areas[number % len(areas)])
    chance = scene.chance(f"rising-{number}")
    return Story(scene.stage, Script(), message, point, area, SOURCE, album, chance, affected=AFFECTED)


def _warned(scene: Scene) -> Plot:
    """On the Monday after, the look of the night is on the board; the letter goes out the same day."""
    look(by=SYSTEM, now=scene.now)
    scene.stage.done["warning.raised"] += EarlyWarning.objects.count()
    area = scene.unit(STREET).area_code
    row = EarlyWarning.objects.filter(area_code=area, kind_code=COUNTED).order_by("-level", "pk").first()
    if row is None:
        return
    centre = scene.unit(CITY_CENTRE)
    writer, leader = scene.by("duban", centre), scene.by("lingdao", centre)
    yield scene.later(0, minutes=25)
    early.acknowledge(row=row, by=writer, now=scene.now)
    yield scene.later(0, minutes=75)
    unit = scene.unit("9901-housing")
    words = "经现场核实，三处二次供水泵房设备老化。"
    early.confirm(row=row, unit=unit, words=words, by=writer, now=scene.now)
    letter = early.write_letter(row=row, issuer=centre, suggestions=SUGGESTIONS, by=writer, now=scene.now)
    yield scene.later(0, minutes=150)
    letters.review(letter=letter, by=leader, now=scene.now)
    letters.issue(letter=letter, by=writer, now=scene.now)
    row.refresh_from_db()
    action = causes.plan(
        title="更新二次供水泵房老化设备",
        cause="泵房设备使用超过十五年，阀门老化，缺少定期巡查。",
        area_code=row.area_code,
        kind_code=row.kind_code,
        owner=unit,
        begins_on=scene.today,
        due_on=scene.today + timedelta(days=12),
        by=writer,
        now=scene.now,
        warning=row,
    )
    for place, words in enumerate(STEPS):
        due_on = scene.today + timedelta(days=3 + 2 * place)
        causes.add_step(row=action, words=words, due_on=due_on, by=writer, now=scene.now)
    owner = scene.of(unit, head=True)
    yield scene.later(2)
    letter.refresh_from_db()
    letters.answer(letter=letter, text="已查明原因，三处泵房五日内检修完毕。", by=owner, now=scene.now)
    for step in list(action.steps.order_by("pk")):
        yield scene.later(1, minutes=30)
        action.refresh_from_db()
        causes.do_step(row=action, step=step.pk, words="", by=owner, now=scene.now)
    causes.finish(row=action, words="三处泵房检修完成，水压恢复。", by=owner, now=scene.now)
    yield scene.stage.end - timedelta(minutes=5)
    action.refresh_from_db()
    causes.measure(row=action, by=writer, now=scene.now)
    scene.stage.done["cause.measured"] += 1


def _tonight(scene: Scene) -> Plot:
    """The last look, so that the board of whoever opens the demo is of today. Some strong ones are noted already."""
    look(by=SYSTEM, now=scene.now)
    backtest(now=scene.now)
    strong = EarlyWarning.objects.filter(status="raised", level__gte=Level.ORANGE, acknowledged_at=None)
    for row in strong.order_by("pk")[:1]:
        early.acknowledge(row=row, by=scene.by("duban", scene.unit(CITY_CENTRE)), now=scene.now)
    yield from ()
