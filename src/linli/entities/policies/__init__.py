"""What can be rated or inspected, and how its identifiers are written. No tables, no clock."""

from linli.entities.policies.kinds import ChangeKind, EditionStatus, Kind, Post, State
from linli.entities.policies.rows import COLUMNS, EntityRow, initials_of, pinyin_of, row_of

__all__ = [
    "COLUMNS",
    "ChangeKind",
    "EditionStatus",
    "EntityRow",
    "Kind",
    "Post",
    "State",
    "initials_of",
    "pinyin_of",
    "row_of",
]
