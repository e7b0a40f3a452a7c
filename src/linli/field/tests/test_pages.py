"""The app's page, what keeps it on a device, and the codes to put up."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from linli.field.testing import DRAIN, FAR, LANE, lay_checkpoints
from linli.field.views.app import CARRIED
from linli.matters.testing import SmallCity

pytestmark = pytest.mark.django_db


def test_the_page_names_nobody_since_others_may_use_the_device(browser_of: Callable[..., Client]) -> None:
    page = browser_of("grid_worker").get("/field/")
    assert page.status_code == 200
    assert "grid_worker" not in page.content.decode()
    assert "data-who" not in page.content.decode()
    assert "Cookie" in page["Vary"]


def test_a_stranger_is_sent_to_log_in_and_back(client: Client) -> None:
    answer = client.get("/field/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=%2Ffield%2F")


def test_the_worker_carries_all_files_under_a_version_of_their_contents(client: Client) -> None:
    script = client.get("/field/worker.js")
    assert script["Content-Type"].startswith("text/javascript")
    start = json.loads(script.content.decode().partition("self.LINLI = ")[2].partition(";\n")[0])
    assert start["carried"] == [f"/static/{name}" for name in CARRIED]
    assert len(start["version"]) == 16
    assert all(finders.find(name) for name in CARRIED)


def test_a_telephone_may_install_it(client: Client) -> None:
    manifest = json.loads(client.get("/field/app.webmanifest").content)
    assert manifest["start_url"] == manifest["scope"] == "/field/"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}


def test_codes_to_put_up_are_those_of_ones_own_area(
    browser_of: Callable[..., Client], clock: SmallCity
) -> None:
    lay_checkpoints(clock)
    page = browser_of("grid_worker").get("/field/checkpoints/").content.decode()
    assert LANE in page
    assert DRAIN in page
    assert FAR not in page
    assert page.count("<svg") > 2
