"""Writes: accounts, the roles they hold, the keys of their programs, and the units of the city."""

from linli.people.actions.accounts import change_password, create_account, end_account, reopen_account
from linli.people.actions.keys import issue_api_key, revoke_api_key
from linli.people.actions.postings import (
    agree_to_role,
    drop_proposal,
    move_posting,
    propose_role,
    set_last_day,
)
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
    "agree_to_role",
    "change_password",
    "close_unit",
    "create_account",
    "draft_secret",
    "drop_proposal",
    "end_account",
    "end_role",
    "end_second_factor",
    "grant_role",
    "issue_api_key",
    "load_units",
    "move_posting",
    "pass_second_factor",
    "propose_role",
    "reopen_account",
    "revoke_api_key",
    "secret_in",
    "set_last_day",
    "set_up_second_factor",
]
