"""Logging in, and encryption that is checked: certificates made here, for this machine."""

import ipaddress
import ssl
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from amends.accounts.mail_accounts import MailServer as Settings
from amends.accounts.mail_accounts import set_mail_account
from amends.core import clock
from amends.inbox.handing_over import hand_over
from tests.certificates import DAY, Authority
from tests.inbox.desk import Desk, desk_with_case
from tests.inbox.mail_server import MailServer, running
from tests.people import actor, user

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificate and key of 127.0.0.1 in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    day = timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, clock.now() - day, clock.now() + day)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "one.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def server_side(certificate: Path, security: str) -> dict[str, Any]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    if security == "tls":
        return {"ssl_context": context}
    return {"tls_context": context, "require_starttls": True}


def desk_through(port: int, security: str, *, user_name: str = "", password: str | None = None) -> Desk:
    desk = desk_with_case()
    wanted = Settings("127.0.0.1", port, security, user_name, "desk@lantern.example")
    lead = actor(user(desk.shop.organisation, "lena", "lead"))
    set_mail_account(desk.shop, wanted, password=password, by=lead)
    return desk


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("trusted", [True, False])
def test_mail_leaves_encrypted_to_a_server_that_proves_itself(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, security: str, trusted: bool
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with running(MailServer(), **server_side(certificate, security)) as server:
        done = hand_over(desk_through(server.port, security).reply().pk)
    assert done.state == ("sent" if trusted else "waiting")
    assert ("CERTIFICATE_VERIFY_FAILED" in done.answer) is not trusted
    assert len(server.kept) == int(trusted)


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize(("name", "lasts"), [("127.0.0.1", -DAY), ("mail.other.example", DAY)])
def test_no_mail_leaves_to_a_server_whose_certificate_is_not_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str, name: str, lasts: timedelta
) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    both = tmp_path / "both.pem"
    both.write_bytes(b"".join(path.read_bytes() for path in authority.issue(name, lasts=lasts)))
    with running(MailServer(), **server_side(both, security)) as server:
        done = hand_over(desk_through(server.port, security).reply().pk)
    assert (done.state, server.kept, server.envelopes) == ("waiting", [], [])
    assert ("expired" if lasts < DAY else "IP address mismatch") in done.answer


@pytest.mark.parametrize(("password", "state"), [("right", "sent"), ("wrong", "failed")])
def test_the_stored_password_logs_in(password: str, state: str) -> None:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        known = isinstance(given, LoginPassword) and given == LoginPassword(b"desk", b"right")
        return AuthResult(success=known, handled=False)

    settings = {"authenticator": check, "auth_require_tls": False}
    with running(MailServer(), **settings) as server:
        done = hand_over(desk_through(server.port, "none", user_name="desk", password=password).reply().pk)
    assert done.state == state
    assert len(server.kept) == (state == "sent")
    assert password not in done.answer


def test_a_server_without_encryption_gets_nothing() -> None:
    with running(MailServer()) as server:
        done = hand_over(desk_through(server.port, "starttls").reply().pk)
    assert (done.state, server.kept) == ("failed", [])
    assert "STARTTLS" in done.answer
