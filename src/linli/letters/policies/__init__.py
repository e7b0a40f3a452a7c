"""What letters are, how they live, and what they must say. Tables and pure functions."""

from linli.letters.policies.document import Block, Chart, Document, Paragraph, Table, digest_of
from linli.letters.policies.kinds import FORM_OF, TO_MANY, Form, LetterKind, Way
from linli.letters.policies.life import (
    ENDED,
    UNISSUED,
    VERBS,
    WAITING,
    Side,
    Status,
    Verb,
    VerbRule,
    may_follow,
)

__all__ = [
    "ENDED",
    "FORM_OF",
    "TO_MANY",
    "UNISSUED",
    "VERBS",
    "WAITING",
    "Block",
    "Chart",
    "Document",
    "Form",
    "LetterKind",
    "Paragraph",
    "Side",
    "Status",
    "Table",
    "Verb",
    "VerbRule",
    "Way",
    "digest_of",
    "may_follow",
]
