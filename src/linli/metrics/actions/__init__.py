"""Freezing what was counted, and putting it into bulletins."""

from linli.metrics.actions.bulletins import announce, answer_remark, draft_bulletin, remark
from linli.metrics.actions.freezing import freeze

__all__ = ["announce", "answer_remark", "draft_bulletin", "freeze", "remark"]
