"""City packs: a city as a folder of data. Other apps add their parts with `register_part`."""

from linli.rulebook.packs.documents import Document
from linli.rulebook.packs.faults import Fault
from linli.rulebook.packs.parts import (
    Change,
    ChangeKind,
    Pack,
    Progress,
    check_pack,
    diff_pack,
    register_part,
)
from linli.rulebook.packs.rules import PART as RULES_PART

__all__ = [
    "RULES_PART",
    "Change",
    "ChangeKind",
    "Document",
    "Fault",
    "Pack",
    "Progress",
    "check_pack",
    "diff_pack",
    "register_part",
]
