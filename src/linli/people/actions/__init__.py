"""Writes: accounts, the roles they hold, the keys of their programs, and the units of the city."""

from linli.people.actions.accounts import change_password, create_account, end_account
from linli.people.actions.keys import issue_api_key, revoke_api_key
from linli.people.actions.roles import end_role, grant_role
from linli.people.actions.units import UnitsLoaded, add_unit, close_unit, load_units

__all__ = [
    "UnitsLoaded",
    "add_unit",
    "change_password",
    "close_unit",
    "create_account",
    "end_account",
    "end_role",
    "grant_role",
    "issue_api_key",
    "load_units",
    "revoke_api_key",
]
