"""A reply as a mail, and one trip to the shop's mail server."""

from contextlib import suppress
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.utils import format_datetime, formataddr
from smtplib import SMTP, SMTPAuthenticationError

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from amends.accounts.mail_accounts import keep_renewed_grant, secret_of
from amends.accounts.models import MailAccount
from amends.connectors.mail.imap_faults import MailboxFault
from amends.connectors.mail.oauth import Grant, forget_token, token_for
from amends.connectors.mail.submission import (
    TOKEN_REFUSED,
    Outcome,
    WatchedSMTP,
    WatchedSMTPS,
    refused,
    without_token,
)
from amends.core import clock
from amends.core.sealing import NotOurSeal
from amends.inbox.models import OutgoingMessage, ReplyFile
from amends.inbox.reply_marks import marked
from amends.platform_records.contents import read_content

PATIENCE_S = 30


class WatchedBackend(EmailBackend):
    """Django's way to a mail server, with eyes on how far the hand-over came; `grant`: for a token."""

    connection: WatchedSMTP | None
    login = ""
    grant: Grant | None = None

    @property
    def connection_class(self) -> type[SMTP]:
        return WatchedSMTPS if self.use_ssl else WatchedSMTP

    def open(self) -> bool | None:
        """Reach the server and log in. Raises MailboxFault where the provider gives no token."""
        token = token_for(self.grant) if self.grant is not None else ""
        opened = super().open()
        if self.connection is not None and self.grant is not None:
            self.connection.log_in_with_token(self.login, token)
        return opened


def post(outgoing: OutgoingMessage, account: MailAccount | None) -> Outcome:
    """Hand the reply's mail over, once. Whatever goes wrong is told in the outcome."""
    if account is None:
        return Outcome("failed", "no_mail_account")
    try:
        return submit(as_mail(outgoing, account), account)
    except ValueError as error:
        return Outcome("failed", str(error)[:500])


def submit(mail: EmailMessage, account: MailAccount) -> Outcome:
    """One trip to the server with this mail, and what its answer means.

    A token that is refused may be over: nothing has left then, and another is tried once.
    """
    try:
        backend = backend_of(account)
        mail.message()  # headers that cannot be are found before anybody is called
    except (NotOurSeal, ValueError) as error:
        return Outcome("failed", str(error)[:500])
    try:
        outcome = _trip(mail, backend)
        if backend.grant is not None and outcome.answer.startswith(TOKEN_REFUSED):
            forget_token(backend.grant)
            outcome = _trip(mail, backend)
        return outcome
    finally:
        keep_renewed_grant(account, backend.grant)


def _trip(mail: EmailMessage, backend: WatchedBackend) -> Outcome:
    try:
        backend.open()
        backend._send(mail)  # type: ignore[attr-defined]
        return Outcome("sent", backend.connection.last_answer if backend.connection else "")
    except MailboxFault as fault:
        return without_token(fault)
    except SMTPAuthenticationError as error:
        outcome = refused(error, text_begun=False)
        is_token = backend.grant is not None and outcome.state == "failed"
        return Outcome("failed", f"{TOKEN_REFUSED}: {outcome.answer}"[:500]) if is_token else outcome
    except Exception as error:
        return refused(error, text_begun=_text_begun(backend))
    finally:
        with suppress(Exception):  # the answer is known; a goodbye that fails does not change it
            backend.close()


def as_mail(outgoing: OutgoingMessage, account: MailAccount) -> EmailMessage:
    """The text as typed, in UTF-8, and its files, in the buyer's thread. Its Message-ID is the row's key."""
    headers = {
        "Message-ID": f"<{outgoing.idempotency_key}>",
        "Date": format_datetime(outgoing.handed_over_at or clock.now()),
    }
    if outgoing.purpose == "automatic":  # RFC 3834: so that no machine answers it, and none of ours either
        headers |= {
            "Auto-Submitted": "auto-replied",
            "Precedence": "bulk",
            "X-Auto-Response-Suppress": "All",
        }
    if outgoing.in_reply_to:
        headers["In-Reply-To"] = f"<{outgoing.in_reply_to}>"
    if outgoing.references:
        headers["References"] = " ".join(f"<{each}>" for each in outgoing.references)
    mail = EmailMessage(
        subject=outgoing.subject,
        body=outgoing.text.replace("\r\n", "\n").replace("\r", "\n"),
        from_email=formataddr((account.from_name, account.from_address)),
        to=[outgoing.recipient],
        reply_to=[marked(account.from_address, outgoing.conversation_id)] if account.marks_replies else None,
        headers=headers,
    )
    for file in outgoing.files.select_related("content").order_by("position", "id"):
        mail.attach(as_part(file))
    return mail


def as_part(file: ReplyFile) -> MIMEBase:
    """The file octet by octet, under its name in any language (RFC 2231)."""
    kind, _, subtype = file.media_type.partition("/")
    part = MIMEBase(kind, subtype)
    part.set_payload(b"".join(read_content(file.content)))
    encode_base64(part)
    name = file.filename if file.filename.isascii() else ("utf-8", "", file.filename)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part


def backend_of(account: MailAccount) -> WatchedBackend:
    """The way to the shop's server. Raises NotOurSeal."""
    password, grant = secret_of(account)
    backend = WatchedBackend(
        host=account.host,
        port=account.port,
        username=account.user_name if grant is None else "",
        password=password,
        use_tls=account.security == "starttls",
        use_ssl=account.security == "tls",
        timeout=PATIENCE_S,
        fail_silently=False,
    )
    backend.login, backend.grant = account.user_name, grant
    return backend


def _text_begun(backend: WatchedBackend) -> bool:
    return backend.connection is not None and backend.connection.text_begun
