"""Writes: accounts, the roles they hold, the keys of their programs, and the units of the city."""

from linli.people.actions.accounts import change_password, create_account, end_account
from linli.people.actions.keys import issue_api_key, revoke_api_key
from linli.people.actions.roles import end_role, grant_role
from linli.people.actions.second_factor import (
    draft_secret,
    end_second_factor,
    pass_second_factor,
    secret_in,
    set_up_second_factor,
)
from linli.people.actions.units import UnitsLoaded, add_unit, close_unit, load_units

__all__ = [
    "UnitsLoaded",
    "add_unit",
    "change_password",
    "close_unit",
    "create_account",
    "draft_secret",
    "end_account",
    "end_role",
    "end_second_factor",
    "grant_role",
    "issue_api_key",
    "load_units",
    "pass_second_factor",
    "revoke_api_key",
    "secret_in",
    "set_up_second_factor",
]
