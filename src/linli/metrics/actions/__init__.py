"""Freezing what was counted, and putting it into bulletins."""

from linli.metrics.actions.bulletins import (
    announce,
    answer_remark,
    draft_bulletin,
    publish_bulletin,
    remark,
    take_back_bulletin,
)
from linli.metrics.actions.freezing import freeze

__all__ = [
    "announce",
    "answer_remark",
    "draft_bulletin",
    "freeze",
    "publish_bulletin",
    "remark",
    "take_back_bulletin",
]
