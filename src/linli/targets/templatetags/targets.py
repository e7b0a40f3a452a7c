from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy

from linli.core.moments import formatted
from linli.targets.board import Bar, Figure, Row
from linli.targets.policies import Standing
from linli.targets.queries.plans import TaskLine
from linli.targets.sentences import period_words

register = template.Library()

DUTY_STATES = {
    "late": ("!", "late", gettext_lazy("Overdue")),
    "today": ("▸", "today", gettext_lazy("Due today")),
    "open": ("○", "", gettext_lazy("Not handed in yet")),
    "done": ("✓", "in_time", gettext_lazy("Handed in on time")),
    "done_late": ("✔", "in_time", gettext_lazy("Handed in late")),
}
TONES = {
    Standing.ACCEPTED: "in_time",
    Standing.ACCEPTED_LATE: "in_time",
    Standing.OVERDUE: "late",
    Standing.AT_RISK: "today",
    Standing.SUBMITTED: "today",
}


@register.simple_tag
def standing_badge(standing: Standing) -> SafeString:
    """Show how a task stands as mark and words; the colour only repeats them."""
    return _standing_badge(standing, get_language())


@cache
def _standing_badge(standing: Standing, language: str | None) -> SafeString:
    return _badge(standing.mark, TONES.get(standing, ""), str(standing.label))


@register.simple_tag
def duty_badge(state: str) -> SafeString:
    return _badge(*DUTY_STATES[state])


def _badge(mark: str, tone: str, label: Any) -> SafeString:
    light = f"light light-{tone} standing" if tone else "light standing"
    return format_html('<span class="{}"><b aria-hidden="true">{}</b> {}</span>', light, mark, label)


ROW = """<tr><td><a href="{}">{}</a></td><td>{}{}</td><td class="days">{}<br>{}</td><td>{}<br>\
<span class="hint">{}%</span></td></tr>
"""
CO_UNITS = '<br><span class="hint">{}</span>'


@register.simple_tag
def task_rows(lines: Sequence[TaskLine]) -> SafeString:
    """Write the tasks of a measure as rows of its table. As a template each takes ten times as long."""
    return SafeString("".join(map(_task_row, lines)))


def _task_row(line: TaskLine) -> str:
    task = line.task
    others = CO_UNITS.format(escape("、".join(line.co_units))) if line.co_units else ""
    # Addresses, days and numbers hold nothing to escape.
    return ROW.format(
        line.address,
        escape(f"{task.code} {task.name}"),
        escape(task.owner.name),
        others,
        task.starts_on,
        task.due_on,
        standing_badge(line.standing),
        task.percent,
    )


HEAD = """<g><line class="rule" x1="0" x2="{end}" y1="{y}" y2="{y}"/>\
<text class="label" x="4" y="{label_y}"><title>{title}</title>{label}</text>\
<text class="under" x="4" y="{under_y}">{under}</text>
"""
BAR = """<a href="{}"><title>{} — {}</title>{}<text {}>{}</text></a>"""
RECT = '<rect class="bar bar-{}" x="{}" y="{}" width="{}" height="{}" rx="3"/>'
WORDS = 'class="words" x="{}" y="{}" text-anchor="{}"'


TICK = """<line class="tick" x1="{x}" x2="{x}" y1="{top}" y2="{end}"/><text class="month" x="{middle}" y="{above}" \
text-anchor="middle">{month}</text>"""


@register.simple_tag
def drawn(row: Row, figure: Figure) -> SafeString:
    """Draw a row: what it is called, and its tasks. A board has hundreds: as templates they take ten times as long."""
    head = HEAD.format(
        y=row.y,
        end=figure.width,
        title=escape(row.title),
        label_y=row.label_y,
        label=escape(row.label),
        under_y=row.under_y,
        under=escape(_under(row)),
    )
    return SafeString("".join([head, *(_drawn(bar, figure.size.bar) for bar in row.bars), "</g>"]))


def _under(row: Row) -> str:
    late = gettext("overdue: %(count)s") % {"count": row.progress.late} if row.progress.late else ""
    return " · ".join(words for words in (row.under, per_cent(row.progress.accepted), late) if words)


def _drawn(bar: Bar, height: int) -> str:
    task, standing = bar.line.task, bar.line.standing
    said = f"{task.code} {task.name} — {task.owner.name} — {task.starts_on} – {task.due_on}"
    # Numbers and our own words hold nothing to escape.
    rect = RECT.format(standing.value, bar.x, bar.y, bar.width, height)
    where = WORDS.format(bar.words_x, bar.words_y, bar.anchor)
    return BAR.format(bar.line.address, escape(said), escape(standing.label), rect, where, escape(bar.words))


@register.simple_tag
def months_drawn(figure: Figure) -> SafeString:
    """Draw where the months begin, with their names."""
    top, end = figure.size.top - 12, figure.height
    return SafeString(
        "".join(
            TICK.format(
                x=each.x,
                middle=each.words_x,
                top=top,
                above=top - 2,
                end=end,
                month=escape(formatted(each.month, "M")),
            )
            for each in figure.ticks
        )
    )


@register.filter
def period(label: str) -> str:
    return period_words(label)


@register.filter
def bar_width(percent: Any) -> float:
    """Return the length of a progress bar of 200 units."""
    return float(percent or 0) * 2


@register.filter
def per_cent(value: Any) -> str:
    return gettext("nothing due") if value is None else f"{value}%"
