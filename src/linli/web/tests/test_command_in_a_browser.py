"""Command pages in a real browser: a leader's way down to a matter, and a wall that nobody looks after."""

from __future__ import annotations

from collections.abc import Callable
from math import asinh, radians, tan
from typing import Any

import pytest
import shapely

from linli.areas.actions.outlines import OutlineRow, load_outlines
from linli.areas.policies.coordinates import Crs
from linli.command.actions import count_recent
from linli.command.queries import board
from linli.core.actor import SYSTEM
from linli.matters.testing import GRID, SmallCity
from linli.people.testing import CITY, HILLSIDE, RIVERSIDE, STREET, VILLAGE

from .conftest import CHROMIUM, barriers, choose_look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.django_db(transaction=True),
]
UPDATES = 600
FAKE_STREAM = """
window.EventSource = class extends EventTarget {
  static CLOSED = 2;
  constructor(address) { super(); this.readyState = 1; window.stream = this; window.opened = (window.opened ?? 0) + 1; }
  close() { this.readyState = 2; }
  tell(name, data) { this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) })); }
};
"""


@pytest.fixture(autouse=True)
def _figures(clock: SmallCity) -> None:
    for kind in ("street.litter", "water.burst", "street.lamp"):
        clock.file(kind=kind)
    count_recent(now=clock.now)
    board.forget()


def test_a_leader_goes_from_the_city_down_to_a_matter(
    window_of: Callable[..., Any], clock: SmallCity
) -> None:
    page = window_of("leader")
    page.set_default_timeout(60_000)
    page.goto("/command/")
    for name in ("临河区", "河东街道", "柳树社区", "一号网格"):
        page.locator("table.below").get_by_role("link", name=name).click()
        page.get_by_role("heading", name=f"{name}办理态势").wait_for()
    assert page.url.endswith(f"/command/{GRID}/")
    assert page.locator(".stat-open strong").inner_text() == "3"
    page.locator(".stat-open").click()
    page.get_by_role("heading", name="这项数据是什么意思").wait_for()
    assert page.locator("li.row").count() == 3
    page.locator("li.row a").first.click()
    page.wait_for_url("**/work/*/")


BOXES = {
    RIVERSIDE: (114.20, 35.70, 114.40, 35.90),
    HILLSIDE: (114.40, 35.70, 114.60, 35.90),
    STREET: (114.25, 35.75, 114.40, 35.90),
    VILLAGE: (114.28, 35.78, 114.36, 35.86),
}
GRIDS_CORNER = (114.302, 35.802)
"""Inside everything on the way down, and away from the matters."""


def click_on_map(page: Any, lon: float, lat: float) -> None:
    """Click where a place on earth is, once the map is there; it fits its bounds with 24 pixels around."""
    page.locator("figure.has-map").wait_for()
    bounds = page.locator("figure.has-map").evaluate("each => ({ ...each.dataset })")
    west, south, east, north = (float(bounds[name]) for name in ("west", "south", "east", "north"))
    box = page.locator(".map-live").bounding_box()
    left, right, top, bottom = radians(west), radians(east), mercator(north), mercator(south)
    scale = min((box["width"] - 48) / (right - left), (box["height"] - 48) / (top - bottom))
    across = box["width"] / 2 + (radians(lon) - (left + right) / 2) * scale
    down = box["height"] / 2 - (mercator(lat) - (top + bottom) / 2) * scale
    page.locator(".map-live canvas").click(position={"x": across, "y": down})


def mercator(lat: float) -> float:
    return asinh(tan(radians(lat)))


def test_a_leader_clicks_down_the_map(window_of: Callable[..., Any], clock: SmallCity) -> None:
    rows = [OutlineRow(code, shapely.to_wkb(shapely.box(*box))) for code, box in BOXES.items()]
    load_outlines(rows, crs=Crs.CGCS2000, source="test", by=SYSTEM, now=clock.now)
    page = window_of("leader")
    page.set_default_timeout(60_000)
    page.goto(f"/command/{CITY}/")
    for code in (RIVERSIDE, STREET, VILLAGE, GRID):
        click_on_map(page, *GRIDS_CORNER)
        page.wait_for_url(f"**/command/{code}/")


def test_figures_come_by_themselves(window_of: Callable[..., Any], clock: SmallCity) -> None:
    page = window_of("leader")
    page.goto(f"/command/{CITY}/")
    assert page.locator(".stat-open strong").inner_text() == "3"
    clock.file(kind="street.litter")
    clock.later(seconds=10)
    page.locator(".stat-open strong").get_by_text("4", exact=True).wait_for()


@pytest.mark.parametrize("look", [{}, {"theme": "dark"}, {"elder": "on"}])
def test_pages_of_figures_have_no_barriers(window_of: Callable[..., Any], look: dict[str, str]) -> None:
    page, found, complaints = window_of("leader"), {}, []
    if look:
        choose_look(page, **look)
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for address in (f"{CITY}/", f"{GRID}/", f"{CITY}/late/", f"{CITY}/closure/", f"wall/{CITY}/"):
        page.goto(f"/command/{address}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        found |= barriers(page)
    assert found == {}
    assert [each for each in complaints if "axe" not in each] == []


def test_a_page_says_when_its_figures_are_old(window_of: Callable[..., Any]) -> None:
    page = window_of("leader")
    page.add_init_script(FAKE_STREAM)
    page.clock.install()
    page.goto(f"/command/wall/{CITY}/")
    stale = page.locator("[data-stale]")
    page.clock.run_for(20_000)
    assert stale.is_hidden()
    page.clock.run_for(15_000)
    assert stale.is_visible()
    page.evaluate("stream.tell('still', { at: '10:30:00' })")
    assert stale.is_hidden()
    assert page.locator(".fresh [data-at]").inner_text() == "10:30:00"


def test_a_page_asks_again_after_an_answer_that_was_no_stream(window_of: Callable[..., Any]) -> None:
    page = window_of("leader")
    page.add_init_script(FAKE_STREAM)
    page.clock.install()
    page.goto(f"/command/wall/{CITY}/")
    page.evaluate("stream.close(); stream.dispatchEvent(new Event('error'))")
    page.clock.run_for(11_000)
    assert page.evaluate("window.opened") == 2


def test_a_wall_goes_on_for_days_without_growing(window_of: Callable[..., Any]) -> None:
    page = window_of("leader", viewport={"width": 1920, "height": 1080})
    page.add_init_script(FAKE_STREAM)
    page.goto(f"/command/wall/{CITY}/")
    told = page.evaluate(
        "fetch(document.querySelector('[data-command]').dataset.command).then((each) => each.text())"
    )
    data = next(line[6:] for line in told.splitlines() if line.startswith("data: "))
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    update = """([data, times]) => { for (let n = 0; n < times; n += 1) {
      const told = JSON.parse(data);
      for (const key of Object.keys(told.words)) told.words[key] = String(n % 977);
      for (const key of Object.keys(told.bars)) told.bars[key] = (n % 100) / 100;
      for (const key of Object.keys(told.shades)) told.shades[key] = n % 5;
      stream.tell(n % 3 ? 'figures' : 'still', told);
    } }"""

    def weight() -> dict[str, float]:
        session.send("HeapProfiler.collectGarbage")
        found = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
        return {name: found[name] for name in ("Nodes", "JSEventListeners", "JSHeapUsedSize")}

    page.evaluate(update, [data, 50])
    before = weight()
    page.evaluate(update, [data, UPDATES])
    after = weight()
    assert page.locator("[data-live=open]").inner_text() == str((UPDATES - 1) % 977)
    assert after["Nodes"] <= before["Nodes"]
    assert after["JSEventListeners"] <= before["JSEventListeners"]
    assert after["JSHeapUsedSize"] <= before["JSHeapUsedSize"] + 100_000
