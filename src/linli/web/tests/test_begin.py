from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from linli.matters.testing import SmallCity

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.mark.parametrize(
    ("who", "page"),
    [("grid_worker", "/field/"), ("dispatcher", "/desk/"), ("admin", "/operations/"), ("stranger", "/")],
)
def test_whoever_logs_in_begins_where_their_work_is(
    who: str, page: str, client: Client, city: SmallCity
) -> None:
    client.force_login(city.cast.accounts[who], backend=BACKEND)
    answer = client.get(settings.LOGIN_REDIRECT_URL, follow=True)
    assert (answer.redirect_chain[-1][0], answer.status_code) == (page, 200)


@pytest.mark.django_db
def test_a_stranger_is_asked_to_log_in(client: Client) -> None:
    assert client.get("/begin/")["Location"].startswith(settings.LOGIN_URL)
