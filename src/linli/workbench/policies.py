"""The keys of the desk, and what more than one may be done with at once."""

from __future__ import annotations

from linli.matters.policies import Verb

TRIAGE = "triage"
"""Taking a matter on and sending it to its unit, in one form."""

KEYS: dict[str, str] = {
    TRIAGE: "a",
    Verb.ACCEPT.value: "A",
    Verb.DISPATCH.value: "d",
    Verb.TRANSFER.value: "t",
    Verb.REQUEST_RETURN.value: "r",
    Verb.DECIDE_RETURN.value: "r",
    Verb.ACKNOWLEDGE.value: "c",
    Verb.COMPLETE.value: "f",
    Verb.COMPLETE_CO.value: "f",
    Verb.CONTACT.value: "l",
    Verb.NOTE.value: "n",
    Verb.REQUEST_EXTENSION.value: "e",
    Verb.DECIDE_EXTENSION.value: "e",
    Verb.VERIFY.value: "v",
    Verb.REPLY.value: "p",
    Verb.FOLLOW_UP.value: "w",
    Verb.REVIEW.value: "b",
    Verb.RESUME.value: "s",
    Verb.MERGE.value: "m",
    Verb.REDIRECT.value: "z",
    Verb.DECLINE.value: "y",
}
"""Step -> the key that takes it. In one pile no key stands for two steps."""

MOST_TOGETHER = 100
"""Matters in one go: more would be done without having been looked at."""

TOGETHER: tuple[Verb, ...] = (
    *(
        Verb.ACCEPT,
        Verb.DISPATCH,
        Verb.TRANSFER,
        Verb.TAKE_BACK,
        Verb.ADD_CO_UNIT,
        Verb.REDIRECT,
        Verb.DECLINE,
    ),
    *(
        Verb.ACKNOWLEDGE,
        Verb.START,
        Verb.NOTE,
        Verb.REQUEST_RETURN,
        Verb.DECIDE_EXTENSION,
        Verb.CLOSE,
        Verb.ARCHIVE,
    ),
)
"""Steps that many matters may take with the same words. Reporting done, checking, answering and asking are not among
them: each of those says something about one matter."""
