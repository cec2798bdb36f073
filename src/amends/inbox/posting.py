"""One reply as a mail, and its one trip to the shop's mail server."""

from contextlib import suppress
from email.utils import format_datetime, formataddr
from smtplib import SMTP

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from amends.accounts.mail_accounts import password_of
from amends.accounts.models import MailAccount
from amends.connectors.mail.submission import Outcome, WatchedSMTP, WatchedSMTPS, refused
from amends.core import clock
from amends.core.sealing import NotOurSeal
from amends.inbox.models import OutgoingMessage

PATIENCE_S = 30


class WatchedBackend(EmailBackend):
    """Django's way to a mail server, with eyes on how far the hand-over came."""

    connection: WatchedSMTP | None

    @property
    def connection_class(self) -> type[SMTP]:
        return WatchedSMTPS if self.use_ssl else WatchedSMTP


def post(outgoing: OutgoingMessage, account: MailAccount | None) -> Outcome:
    """Hand the mail over, once. Whatever goes wrong is told in the outcome."""
    if account is None:
        return Outcome("failed", "no_mail_account")
    try:
        backend = backend_of(account)
        mail = as_mail(outgoing, account)
        mail.message()  # headers that cannot be are found before anybody is called
    except (NotOurSeal, ValueError) as error:
        return Outcome("failed", str(error)[:500])
    try:
        backend.open()
        backend._send(mail)  # type: ignore[attr-defined]
        return Outcome("sent", backend.connection.last_answer if backend.connection else "")
    except Exception as error:
        return refused(error, text_begun=_text_begun(backend))
    finally:
        with suppress(Exception):  # the answer is known; a goodbye that fails does not change it
            backend.close()


def as_mail(outgoing: OutgoingMessage, account: MailAccount) -> EmailMessage:
    """Plain text as typed, in UTF-8, in the buyer's thread. Its Message-ID is the row's key."""
    headers = {
        "Message-ID": f"<{outgoing.idempotency_key}>",
        "Date": format_datetime(outgoing.handed_over_at or clock.now()),
    }
    if outgoing.in_reply_to:
        headers["In-Reply-To"] = f"<{outgoing.in_reply_to}>"
    if outgoing.references:
        headers["References"] = " ".join(f"<{each}>" for each in outgoing.references)
    return EmailMessage(
        subject=outgoing.subject,
        body=outgoing.text.replace("\r\n", "\n").replace("\r", "\n"),
        from_email=formataddr((account.from_name, account.from_address)),
        to=[outgoing.recipient],
        headers=headers,
    )


def backend_of(account: MailAccount) -> WatchedBackend:
    """The way to the shop's server. Raises NotOurSeal."""
    return WatchedBackend(
        host=account.host,
        port=account.port,
        username=account.user_name,
        password=password_of(account),
        use_tls=account.security == "starttls",
        use_ssl=account.security == "tls",
        timeout=PATIENCE_S,
        fail_silently=False,
    )


def _text_begun(backend: WatchedBackend) -> bool:
    return backend.connection is not None and backend.connection.text_begun
