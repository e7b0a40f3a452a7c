"""Senders: how messages leave the house. Each channel has one behind the same Protocol, switched on by settings."""

from __future__ import annotations

from linli.notices.policies import Channel
from linli.notices.senders.base import Message, Outcome, Result, Sender
from linli.notices.senders.mail import SmtpMail
from linli.notices.senders.memory import InMemory
from linli.notices.senders.sms import SmsGateway
from linli.notices.senders.webhook import Webhook

__all__ = ["InMemory", "Message", "Outcome", "Result", "Sender", "sender_for", "use"]

_instead: dict[Channel, Sender] = {}


def sender_for(channel: Channel) -> Sender | None:
    """Return the sender of a channel, None while the city has not switched it on."""
    if channel in _instead:
        return _instead[channel]
    if channel is Channel.SMS:
        return SmsGateway.configured()
    if channel is Channel.MAIL:
        return SmtpMail.configured()
    return Webhook() if channel is Channel.WEBHOOK else None


def use(channel: Channel, sender: Sender | None) -> None:
    """Let another sender stand in within this process, as tests and the demo do; None ends it."""
    _instead.pop(channel, None)
    if sender:
        _instead[channel] = sender
