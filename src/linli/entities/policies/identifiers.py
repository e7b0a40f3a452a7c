"""Codes of bodies and places, checked by their check digits."""

from __future__ import annotations

import re
from unicodedata import normalize

from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from linli.entities.errors import BadCheckDigit, BadCode, BadTrade, CodeOfAPerson
from linli.entities.policies.kinds import DIVISIONS, LEGAL_BODIES, Kind

DIVISION = re.compile(r"[0-9]{12}")
OWN_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{3,39}")
TRADE = re.compile(r"([A-T])?([0-9]{2,4})?")
INDIVIDUAL = "92"
"""First two characters of an individual business: it is one person's, so only its place of business is held."""
USCC_LENGTH = 18
ORGANISATION = slice(8, 17)
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11714-1997."""
DIVISIONS_OF_TRADE = {
    "A": (1, 5), "B": (6, 12), "C": (13, 43), "D": (44, 46), "E": (47, 50), "F": (51, 52), "G": (53, 60),
    "H": (61, 62), "I": (63, 65), "J": (66, 69), "K": (70, 70), "L": (71, 72), "M": (73, 75), "N": (76, 79),
    "O": (80, 82), "P": (83, 83), "Q": (84, 85), "R": (86, 90), "S": (91, 96), "T": (97, 97),
}  # fmt: skip
"""GB/T 4754-2017: letter of a section -> its first and last division."""
SECTION_OF = {
    number: letter
    for letter, (first, last) in DIVISIONS_OF_TRADE.items()
    for number in range(first, last + 1)
}


def credit_code(given: str) -> str:
    """Return a unified social credit code (GB 32100), its own check digit and the organisation's checked.

    Raises BadCode, BadCheckDigit.
    """
    code = uscc.compact(given)
    try:
        uscc.validate(code)
    except InvalidChecksum:
        raise BadCheckDigit(code=code, right=code[:-1] + uscc.calc_check_digit(code[:-1])) from None
    except (ValidationError, ValueError):
        raise BadCode(code=code) from None
    organisation = code[ORGANISATION]
    if organisation[8] != organisation_check(organisation[:8]):
        raise BadCheckDigit(code=organisation, right=organisation[:8] + organisation_check(organisation[:8]))
    return code


def organisation_check(number: str) -> str:
    """Return the check character of an organisation code (GB 11714): letters count 10 to 35."""
    total = sum(int(char, 36) * weight for char, weight in zip(number, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def credit_code_numbered(number: int, *, begins: str = "91", area: str = "990102") -> str:
    """Return an invented unified social credit code; the same number gives the same one."""
    organisation = f"M{number:07d}"
    body = f"{begins}{area}{organisation}{organisation_check(organisation)}"
    return body + uscc.calc_check_digit(body)


def code_of(kind: Kind, given: str) -> str:
    """Return the code under which something of this kind is held. Raises BadCode, BadCheckDigit, CodeOfAPerson."""
    code = normalize("NFKC", given).upper().replace(" ", "")
    if ric.is_valid(code):
        raise CodeOfAPerson
    if kind in DIVISIONS:
        if not DIVISION.fullmatch(code):
            raise BadCode(code=code)
        return code
    if kind in LEGAL_BODIES:
        return credit_code(code)
    if len(code) == USCC_LENGTH and "-" not in code:
        return credit_code(code)
    if not OWN_CODE.fullmatch(code):
        raise BadCode(code=code)
    return code


def is_individual(code: str) -> bool:
    return len(code) == USCC_LENGTH and code.startswith(INDIVIDUAL)


def trade_of(given: str) -> str:
    """Return a trade by GB/T 4754 as its letter and two to four digits, empty for none. Raises BadTrade."""
    text = normalize("NFKC", given).upper().replace(" ", "")
    if not text:
        return ""
    found = TRADE.fullmatch(text)
    letter, digits = (found[1] or "", found[2] or "") if found else ("", "")
    if not digits:
        if letter:
            return letter
        raise BadTrade(trade=text)
    section = SECTION_OF.get(int(digits[:2]))
    if section is None or letter not in ("", section):
        raise BadTrade(trade=text)
    return section + digits
