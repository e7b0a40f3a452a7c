"""Codes that nobody holds, with right check digits: for what is invented."""

from __future__ import annotations

from stdnum.cn import uscc

from linli.entities.policies.identifiers import organisation_check


def credit_code_numbered(number: int, *, begins: str = "91", area: str = "990102") -> str:
    """Return an invented unified social credit code; the same number gives the same one."""
    organisation = f"M{number:07d}"
    body = f"{begins}{area}{organisation}{organisation_check(organisation)}"
    return body + uscc.calc_check_digit(body)
