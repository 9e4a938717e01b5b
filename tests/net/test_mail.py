"""Mail against a real server: what is taken, what is refused for now or for ever, and who hangs."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chancery.errors import Malformed
from chancery.net import mail
from chancery.net.mail import Enclosure, Letter, MailServer, Postman, composed, require_mail_address
from chancery.record.statement import Instant
from chancery.registry.outgoing import DELIVERED, Fault

NOON = Instant(1_578_312_000)
SENDER = "registry@us.demo"


class Room:
    """A mail server's mind: it keeps what it takes, and answers as it is told to."""

    def __init__(self, rcpt: str = "250 OK", data: str = "250 Taken") -> None:
        self.rcpt, self.data = rcpt, data
        self.taken: list[EmailMessage] = []
        self.sessions: set[int] = set()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "refused" in address:
            return "550 5.1.1 No such user"
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.sessions.add(id(session))
        if self.data.startswith("250"):
            assert isinstance(envelope.content, bytes)
            found = message_from_bytes(envelope.content, policy=default)
            assert isinstance(found, EmailMessage)
            self.taken.append(found)
        return self.data


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(room: Room, **more: object) -> Iterator[MailServer]:
    port = free_port()
    controller = Controller(room, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield MailServer(host="127.0.0.1", port=port, sender=SENDER, security="none")
    finally:
        controller.stop()


def letter(to: str = "minister@iq.demo", **more: object) -> Letter:
    fields = {
        "id": "00ff" * 8,
        "subject": "US/1: withdrawn",
        "text": "It was withdrawn.\n",
        "language": "en",
        "at": NOON,
    }
    return Letter(to=to, **{**fields, **more})  # type: ignore[arg-type]


def test_a_letter_arrives_as_it_was_written() -> None:
    """Text first, then the file; machines are asked not to answer, and the name is the outbox's."""
    room = Room()
    sealed = Enclosure(name="US-1.pdf", octets=b"%PDF-1.7 \xff\x00")
    arabic = "سُحبت الرسالة.\n"
    with serving(room) as server, Postman(server) as postman:
        assert postman.send(letter(text=arabic, language="ar", enclosures=[sealed])) == DELIVERED
    (mail_,) = room.taken
    text, file = mail_.iter_parts()
    assert text.get_content() == arabic.replace("\n", "\r\n") or text.get_content() == arabic
    assert (file.get_filename(), file.get_content()) == ("US-1.pdf", sealed.octets)
    assert mail_["Auto-Submitted"] == "auto-generated"
    assert mail_["Message-ID"] == f"<{'00ff' * 8}@us.demo>"
    assert mail_["Content-Language"] == "ar"
    assert mail_["Date"] == "Mon, 06 Jan 2020 12:00:00 +0000"
    assert (mail_["From"], mail_["To"], mail_["Subject"]) == (SENDER, "minister@iq.demo", "US/1: withdrawn")


def test_a_subject_cannot_begin_another_header() -> None:
    """Whatever line breaks somebody's reference contains."""
    room = Room()
    tricky = "US/1\r\nBcc: everybody@example.org\u2028\x85X: y"
    with serving(room) as server, Postman(server) as postman:
        assert postman.send(letter(subject=tricky)) == DELIVERED
    (mail_,) = room.taken
    assert mail_["Bcc"] is None
    assert mail_["Subject"] == "US/1 Bcc: everybody@example.org X: y"


@pytest.mark.parametrize(
    "address",
    ["a@b.example, c@d.example", "a b@c.example", "Name <a@b.example>", "a@b.example\r\nX: y", "a", ""],
)
def test_what_is_no_address_is_never_tried(address: str) -> None:
    """It is a fault that no pause will mend."""
    with pytest.raises(Malformed):
        require_mail_address(address)
    nowhere = MailServer(host="127.0.0.1", port=1, sender=SENDER, security="none")
    outcome = Postman(nowhere).send(letter(to=address))
    assert (outcome.fault, outcome.final) == (Fault.NO_ADDRESS, True)


@pytest.mark.parametrize(
    ("room", "fault", "final"),
    [
        (Room(rcpt="451 4.3.0 Try again later"), Fault.BUSY, False),
        (Room(rcpt="550 5.1.1 No such user"), Fault.REFUSED, True),
        (Room(data="452 4.3.1 No room"), Fault.BUSY, False),
        (Room(data="554 5.7.1 We do not want this"), Fault.REFUSED, True),
    ],
)
def test_a_refusal_is_for_now_or_for_ever(room: Room, fault: Fault, final: bool) -> None:
    """By its first figure; the server's own words are kept."""
    with serving(room) as server, Postman(server) as postman:
        outcome = postman.send(letter())
    assert (outcome.fault, outcome.final) == (fault, final)
    assert outcome.said in (room.rcpt, room.data)


def test_one_refused_letter_holds_up_no_other() -> None:
    """The same connection carries the next."""
    room = Room()
    with serving(room) as server, Postman(server) as postman:
        outcomes = [postman.send(letter(to=to)) for to in ("a@iq.demo", "refused@iq.demo", "b@iq.demo")]
    assert [outcome.fault for outcome in outcomes] == [None, Fault.REFUSED, None]
    assert [each["To"] for each in room.taken] == ["a@iq.demo", "b@iq.demo"]
    assert len(room.sessions) == 1


def test_a_server_that_hung_up_meanwhile_is_called_again() -> None:
    """An idle line that was closed is no refusal."""
    first, second = Room(), Room()
    with serving(first) as server:
        postman = Postman(server)
        assert postman.send(letter()) == DELIVERED
    with serving(second) as again:
        postman._server = again
        assert postman.send(letter()) == DELIVERED
        postman.rest()
    assert len(second.taken) == 1


def test_a_server_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """It accepts the connection and never says a word; and one that is not there at all."""
    monkeypatch.setattr(mail, "SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        server = MailServer(host="127.0.0.1", port=port, sender=SENDER, security="none")
        assert Postman(server).send(letter()).fault is Fault.SLOW
    outcome = Postman(server).send(letter())
    assert (outcome.fault, outcome.final) == (Fault.UNREACHABLE, False)


class TestSecurity:
    """The settings say how the line is closed, and a line that cannot be closed carries nothing."""

    def test_a_password_travels_only_behind_tls(
        self, certificate: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """STARTTLS first, then the name and the word."""
        believed, context = certificate
        monkeypatch.setenv("SSL_CERT_FILE", str(believed))
        room = Room()
        with serving(
            room, tls_context=context, auth_required=True, authenticator=_let_in("registry", "word")
        ) as open_line:
            for word, fault in (("word", None), ("wrong", Fault.NOT_LET_IN)):
                server = MailServer(
                    host="localhost",
                    port=open_line.port,
                    sender=SENDER,
                    security="starttls",
                    user="registry",
                    password=word,
                )
                with Postman(server) as postman:
                    assert postman.send(letter()).fault is fault
        assert len(room.taken) == 1

    def test_a_server_nobody_vouches_for_is_sent_nothing(
        self, certificate: tuple[Path, ssl.SSLContext]
    ) -> None:
        """Its certificate is its own."""
        _, context = certificate
        room = Room()
        with serving(room, tls_context=context) as open_line:
            server = MailServer(host="localhost", port=open_line.port, sender=SENDER, security="starttls")
            assert Postman(server).send(letter()).fault is Fault.UNREACHABLE
        assert room.taken == []

    def test_a_server_without_tls_is_sent_nothing(self) -> None:
        """Where the settings ask for it."""
        room = Room()
        with serving(room) as open_line:
            server = MailServer(host="127.0.0.1", port=open_line.port, sender=SENDER, security="starttls")
            assert Postman(server).send(letter()).fault is Fault.UNREACHABLE
        assert room.taken == []

    def test_the_password_is_not_shown(self) -> None:
        """Not even by accident, in somebody's diary."""
        server = MailServer(
            host="a", port=1, sender=SENDER, security="tls", user="u", password="quite secret"
        )
        assert "quite secret" not in repr(server)


def _let_in(name: str, word: str) -> Callable[..., AuthResult]:
    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, way: str, told: object
    ) -> AuthResult:
        assert isinstance(told, LoginPassword)
        good = (told.login, told.password) == (name.encode(), word.encode())
        return AuthResult(success=good, handled=False)

    return authenticate


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate for localhost by itself, for whoever is told to believe it."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    place = folder / "localhost.pem"
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    place.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    believed = folder / "believed.pem"
    believed.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(place)
    return believed, context


def test_a_mail_is_plain_lines_of_ascii() -> None:
    """Any server takes it, in whatever script it is written."""
    octets = composed(letter(text="سُحبت الرسالة.\n", subject="رسالة US/1"), SENDER).as_bytes()
    assert octets.isascii()
    assert max(map(len, octets.split(b"\r\n"))) <= 998


def test_a_mail_that_was_wished_for_says_how_to_end_it() -> None:
    """As a button of the mail program, in one unbroken address; other mails have none."""
    stop = f"https://{'long-name.' * 9}example/en/told/stop/{'x' * 26}"
    octets = composed(letter(stop=stop), SENDER).as_bytes().replace(b"\r\n ", b"")
    assert f"List-Unsubscribe:<{stop}>".encode() in octets.replace(
        b"List-Unsubscribe: ", b"List-Unsubscribe:"
    )
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in octets
    assert composed(letter(), SENDER)["List-Unsubscribe"] is None
