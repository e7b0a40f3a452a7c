"""Why a body stands where it stands, in the reader's language."""

from __future__ import annotations

from django import template

from linli.ratings import explaining

register = template.Library()
register.filter("why_sentence", explaining.why_sentence)
register.filter("change_sentence", explaining.change_sentence)
register.filter("period_words", explaining.period_words)
