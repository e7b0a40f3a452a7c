from __future__ import annotations

import json

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from linli.people.cli import app, make_password
from linli.people.models import Account, Assignment
from linli.people.policies import Permission
from linli.people.queries import viewer_of_key
from linli.people.testing import set_rules_of_people


@pytest.fixture
def people(db):
    """Run `linli people …`; returns exit code, output and errors."""
    set_rules_of_people()

    def run(*words):
        result = CliRunner().invoke(app, words)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout.strip(), result.stderr.strip()

    return run


def test_an_account_comes_with_a_password_that_is_shown_once(people):
    code, output, _errors = people("add-account", "li.wei", "李伟", "--json")
    account = Account.objects.get(username="li.wei")
    assert code == 0
    assert account.check_password(json.loads(output)["password"])
    assert account.must_change_password


def test_a_role_is_granted_listed_and_ended(people):
    people("add-account", "li.wei", "李伟", "--without-password")
    code, output, _errors = people("grant", "li.wei", "dispatcher", "--area", "990102000000", "--json")
    number = json.loads(output)["number"]
    listed = json.loads(people("list", "--json")[1])
    assert (code, listed["roles"][0]["role"]) == (0, "dispatcher")
    assert people("end-grant", str(number))[0] == 0
    assert Assignment.objects.get(pk=number).ended_at


def test_a_key_is_issued_and_revoked(people):
    people("add-account", "li.wei", "李伟", "--without-password")
    people("grant", "li.wei", "dispatcher", "--area", "990102000000")
    _code, raw, _errors = people("issue-key", "li.wei", "map", "--permission", "matter.view")
    assert viewer_of_key(raw, timezone.now()).may(Permission.MATTER_VIEW)
    assert people("revoke-key", raw.split("_")[1])[0] == 0
    assert viewer_of_key(raw, timezone.now()) is None


def test_a_list_for_people_names_them(people):
    people("add-account", "li.wei", "李伟", "--without-password")
    people("grant", "li.wei", "system_admin")
    output = people("list")[1]
    assert "李伟" in output
    assert "system_admin" in output


@pytest.mark.parametrize(
    "words",
    [
        ("grant", "nobody", "auditor"),
        ("grant", "li.wei", "king"),
        ("grant", "li.wei", "handler", "--unit", "nowhere"),
        ("end-grant", "999999999"),
        ("revoke-key", "0123456789"),
        ("issue-key", "li.wei", "x", "--permission", "matter.everything"),
        ("issue-key", "li.wei", "x", "--permission", "matter.view"),
        ("add-account", "li.wei", "又一个"),
        ("end-account", "nobody"),
        ("set-password", "nobody"),
    ],
)
def test_it_says_in_one_line_why_it_refuses(people, words):
    people("add-account", "li.wei", "李伟", "--without-password")
    code, output, errors = people(*words)
    assert (code, output) == (1, "")
    assert errors.count("\n") == 0
    assert "[people." in errors


def test_first_passwords_are_different_and_accepted(people):
    assert len({make_password() for _turn in range(50)}) == 50
    people("add-account", "li.wei", "李伟")
    code, new, _errors = people("set-password", "li.wei")
    assert code == 0
    assert Account.objects.get(username="li.wei").check_password(new)
