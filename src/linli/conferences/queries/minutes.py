"""What the minutes letter is told, read from the closed record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from linli.conferences.models import Conference
from linli.conferences.papers import KINDS, OUTCOMES


def facts_of_minutes(conference: Conference) -> dict[str, Any]:
    """Return the facts in Chinese, as letters are. The record is closed; no query."""
    kept = conference.record or {}
    members = [each for each in kept["members"] if not each["released"]]
    chair = next((each for each in members if each["is_chair"]), None)
    at = datetime.fromisoformat(kept["starts_at"])
    facts: dict[str, Any] = {
        "subject": f"{KINDS[conference.kind]}研究纠纷{kept['dispute']}",
        "held_on": at.date(),
        "place": kept["place"],
        "chair": _who(chair) if chair else kept["convener"],
        "present": [_who(each) for each in members if each["came"]],
        "absent": [_who(each) for each in members if not each["came"]],
        "topics": [kept["question"]],
        "decisions": [f"{OUTCOMES[kept['outcome']]}：{kept['opinion']}", *map(_task, kept["tasks"])],
        "different": "；".join(f"{each['who']}：{each['words']}" for each in kept["dissent"]) or "无。",
        "digest": conference.digest,
    }
    return {name: value for name, value in facts.items() if value}


def _who(member: dict[str, Any]) -> str:
    return f"{member['name']}（{member['unit']}）" if member["unit"] else str(member["name"])


def _task(task: dict[str, Any]) -> str:
    return f"{task['unit']}负责，{task['due_on']}前完成：{task['words']}"
