"""Mail and webhooks against real servers on this machine: encryption, log-in, refusals, failures, repetitions."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from pydantic import SecretStr

from linli.notices import actions
from linli.notices.policies import Channel
from linli.notices.senders import Outcome, use
from linli.notices.senders.base import Message
from linli.notices.senders.mail import SmtpMail
from linli.notices.senders.webhook import Webhook, secret_of

from .conftest import NOW, happened, line, only_notice, rules, told

ONE = Message("token-1", "zhang@example.cn", "工单", "990102已修好")


class Box:
    """A mail server's memory: what it took, and what it answers next time instead."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.answers: list[str] = []
        self.log_ins: list[tuple[str, str]] = []
        self.drops_after_taking = False

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address.startswith("nobody"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        self.taken.append(envelope.content)
        if self.drops_after_taking:
            self.drops_after_taking = False
            server.transport.abort()
        return "250 taken"

    def authenticate(
        self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any
    ) -> AuthResult:
        self.log_ins.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=given.password == b"open sesame")

    @property
    def ids(self) -> list[str]:
        return [message_from_bytes(each)["Message-ID"] for each in self.taken]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    here = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(here), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "server.pem"
    words = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    path.write_bytes(key.private_bytes(pem, *words) + made.public_bytes(pem))
    return path


@pytest.fixture
def mail_server() -> Iterator[Callable[..., tuple[Box, SmtpMail]]]:
    """Return a function that starts a mail server and returns its memory and a sender that is set up for it."""
    started: list[Controller] = []
    patch = pytest.MonkeyPatch()

    def start(security: str = "none", password: str = "", **options: Any) -> tuple[Box, SmtpMail]:
        box = Box()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = Controller(box, hostname="127.0.0.1", port=port, authenticator=box.authenticate, **options)
        server.start()
        started.append(server)
        patch.setattr(
            settings,
            "LINLI",
            settings.LINLI.model_copy(
                update={
                    "mail_host": "127.0.0.1",
                    "mail_port": port,
                    "mail_security": security,
                    "mail_user": "linli" if password else "",
                    "mail_password": SecretStr(password) if password else None,
                    "mail_from": "no-reply@anhe.example",
                }
            ),
        )
        sender = SmtpMail.configured()
        assert sender is not None
        return box, sender

    yield start
    patch.undo()
    for server in started:
        server.stop()


def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Trust the certificate as the machine's own, and return what the server needs."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def test_a_mail_arrives_with_its_words_and_the_token_as_its_number(mail_server) -> None:
    box, sender = mail_server()
    assert [each.outcome for each in sender.send([ONE])] == [Outcome.DELIVERED]
    (content,) = box.taken
    mail = message_from_bytes(content)
    assert mail["Message-ID"] == "<token-1@anhe.example>"
    assert mail.get_payload(decode=True).decode().strip() == "990102已修好"


def test_a_mail_goes_encrypted_and_logged_in(
    mail_server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = trusted(certificate, monkeypatch)
    box, sender = mail_server(
        "starttls", "open sesame", tls_context=context, require_starttls=True, auth_required=True
    )
    assert [each.outcome for each in sender.send([ONE])] == [Outcome.DELIVERED]
    assert box.log_ins == [("linli", "open sesame")]


def test_a_mail_goes_over_a_connection_encrypted_from_its_first_byte(
    mail_server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box, sender = mail_server("tls", ssl_context=trusted(certificate, monkeypatch))
    assert [each.outcome for each in sender.send([ONE])] == [Outcome.DELIVERED]
    assert len(box.taken) == 1


def test_a_server_that_nobody_vouches_for_gets_nothing(mail_server, certificate: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    box, sender = mail_server("starttls", tls_context=context)
    with pytest.raises(ssl.SSLError):
        sender.send([ONE])
    assert box.taken == []


def test_a_wrong_password_is_tried_again_later(
    mail_server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = trusted(certificate, monkeypatch)
    box, sender = mail_server("starttls", "wrong", tls_context=context, auth_required=True)
    use(Channel.MAIL, sender)
    try:
        assert {each.outcome for each in actions._tried(sender, [ONE])} == {Outcome.RETRY}
    finally:
        use(Channel.MAIL, None)
    assert box.taken == []


def test_a_refused_recipient_does_not_hold_up_the_others(mail_server) -> None:
    box, sender = mail_server()
    results = sender.send([Message("token-0", "nobody@example.cn", "工单", "x"), ONE])
    assert [each.outcome for each in results] == [Outcome.REFUSED, Outcome.DELIVERED]
    assert box.ids == ["<token-1@anhe.example>"]


@pytest.mark.django_db
def test_a_mail_that_failed_for_now_is_sent_once_when_the_server_is_back(mail_server, requester) -> None:
    box, sender = mail_server()
    box.answers = ["451 try later"]
    use(Channel.MAIL, sender)
    rules(line("mail", subject_zh="工单"))
    told(happened(requester("email", "zhang@example.cn")))
    try:
        actions.deliver(Channel.MAIL, now=NOW)
        assert (only_notice().state, box.taken) == ("waiting", [])
        actions.deliver(Channel.MAIL, now=NOW + timedelta(minutes=2))
        actions.deliver(Channel.MAIL, now=NOW + timedelta(hours=2))
    finally:
        use(Channel.MAIL, None)
    assert [each.outcome for each in only_notice().log.order_by("pk")] == ["retry", "delivered"]
    assert len(box.taken) == 1


@pytest.mark.django_db
def test_a_mail_taken_without_a_word_is_repeated_under_the_same_number(mail_server, requester) -> None:
    """SMTP cannot say whether it was taken when the line breaks then; whoever receives it twice can tell."""
    box, sender = mail_server()
    box.drops_after_taking = True
    use(Channel.MAIL, sender)
    rules(line("mail", subject_zh="工单"))
    told(happened(requester("email", "zhang@example.cn")))
    try:
        for minutes in (0, 2):
            actions.deliver(Channel.MAIL, now=NOW + timedelta(minutes=minutes))
    finally:
        use(Channel.MAIL, None)
    assert len(box.ids) == 2
    assert len(set(box.ids)) == 1


class Hook(BaseHTTPRequestHandler):
    """Another system that takes notices."""

    seen: list[tuple[dict[str, str], bytes]]
    status = 204

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((dict(self.headers), body))  # type: ignore[attr-defined]
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *_words: object) -> None: ...


@pytest.fixture
def hook() -> Iterator[Any]:
    server = HTTPServer(("127.0.0.1", 0), Hook)
    server.seen, server.status = [], 204  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def address_of(server: Any) -> str:
    return f"http://127.0.0.1:{server.server_port}/hook"


def test_another_system_can_check_who_sent_a_notice(hook: Any) -> None:
    (result,) = Webhook().send([Message("token-1", address_of(hook), "工单", "990102已修好")])
    ((headers, body),) = hook.seen
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret_of(address_of(hook)).removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert json.loads(body) == {"heading": "工单", "text": "990102已修好"}
    assert result.outcome is Outcome.DELIVERED


@pytest.mark.parametrize(
    ("status", "outcome"), [(410, Outcome.REFUSED), (503, Outcome.RETRY), (302, Outcome.RETRY)]
)
def test_what_another_system_answers_decides_what_comes_next(
    hook: Any, status: int, outcome: Outcome
) -> None:
    hook.status = status
    (result,) = Webhook().send([Message("token-1", address_of(hook), "工单", "x")])
    assert result.outcome is outcome
    assert len(hook.seen) == 1


def test_a_system_that_is_not_there_is_asked_again_later(hook: Any) -> None:
    address = address_of(hook).replace(str(hook.server_port), "1")
    assert Webhook().send([Message("token-1", address, "工单", "x")])[0].outcome is Outcome.RETRY
