"""The mail server of a shop: setting and removing it, and opening its password for a hand-over."""

import ipaddress
import re
import unicodedata
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import transaction

from amends.accounts.models import MailAccount, Shop
from amends.accounts.permission import require
from amends.accounts.storefront import plain_text
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import Refused
from amends.core.sealing import seal, unseal
from amends.history.actions import record

SECURITIES = ("none", "starttls", "tls")
PURPOSE = "mail account password"
_ADDRESS = re.compile(r"[^\s<>()\[\]\",;:@]+@[^\s<>()\[\]\",;:@]+", re.ASCII)
_HOST = re.compile(r"\w(?:[\w.-]{0,251}\w)?|[0-9a-fA-F:.]{2,45}")


@dataclass(frozen=True, slots=True)
class MailServer:
    """How a shop's mail leaves. `security`: none (only for this machine), starttls, or tls from the start."""

    host: str
    port: int
    security: str
    user_name: str
    from_address: str
    from_name: str = ""

    def checked(self) -> "MailServer":
        """The same in normal form. Raises Refused, naming the field and the mend."""
        host = self.host.strip().strip("[]")
        if not _HOST.fullmatch(host):
            raise Refused("mail_host_bad", f"{host!r} is no mail server.", mend="Write smtp.example.com.")
        if not 1 <= self.port <= 65535:
            raise Refused("mail_port_bad", f"There is no port {self.port}.", mend="Usual are 465 and 587.")
        if self.security not in SECURITIES:
            raise Refused(
                "mail_security_bad",
                f"There is no security {self.security!r}.",
                mend="Port 465 wants tls, port 587 starttls.",
            )
        if self.security == "none" and not is_this_machine(host):
            raise Refused(
                "mail_insecure",
                f"Mail and password would cross the network to {host} for all to read.",
                mend="Use tls or starttls; none is for a server on this machine.",
            )
        return MailServer(
            host=host,
            port=self.port,
            security=self.security,
            user_name=_on_one_line(self.user_name, "user name"),
            from_address=_address(self.from_address),
            from_name=_on_one_line(self.from_name, "sender's name"),
        )


def is_this_machine(host: str) -> bool:
    """Whether the host is the loopback of this very machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


@transaction.atomic
def set_mail_account(shop: Shop, server: MailServer, *, password: str | None, by: Actor) -> MailAccount:
    """Set how the shop's replies leave.

    `password` None keeps the stored one, for the same server and user; without a user there is none.

    Raises Refused for bad particulars, NotAllowed.
    """
    require(by, "change_shop", shop)
    wanted = server.checked()
    before = MailAccount.objects.select_for_update().filter(shop=shop).first()
    sealed = "" if password is None else _sealed(password)
    if password is None and wanted.user_name and before is not None and before.sealed_password:
        if (before.host, before.user_name) != (wanted.host, wanted.user_name):
            raise Refused(
                "mail_password_needed",
                "The stored password belongs to another server or user.",
                mend="Give the password too.",
            )
        sealed = before.sealed_password
    account = before or MailAccount(organisation_id=shop.organisation_id, shop=shop)
    columns = {**asdict(wanted), "sealed_password": sealed}
    changed = sorted(name for name, value in columns.items() if getattr(account, name) != value)
    for name, value in columns.items():
        setattr(account, name, value)
    account.changed_at = clock.now()
    account.save()
    record(
        actor=by,
        verb="mail_account_set",
        subject_type="shop",
        subject_id=shop.pk,
        detail={"fields": changed, "security": wanted.security},
    )
    return account


@transaction.atomic
def remove_mail_account(shop: Shop, *, by: Actor) -> bool:
    """Let the shop's replies be pasted by hand again; False where there was no mail account."""
    require(by, "change_shop", shop)
    gone, _ = MailAccount.objects.filter(shop=shop).delete()
    if gone:
        record(actor=by, verb="mail_account_removed", subject_type="shop", subject_id=shop.pk)
    return bool(gone)


def mail_account_of(shop: Shop) -> MailAccount | None:
    """How the shop's replies leave; None where nobody has said."""
    return MailAccount.objects.filter(shop=shop).first()


def password_of(account: MailAccount) -> str:
    """The password in the clear, "" where there is none. Raises NotOurSeal."""
    if not account.sealed_password:
        return ""
    return unseal(account.sealed_password, key=settings.SECRET_KEY, purpose=PURPOSE)


def _sealed(password: str) -> str:
    if not password or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in password):
        raise Refused("mail_password_bad", "The password is empty or holds control characters.")
    return seal(password, key=settings.SECRET_KEY, purpose=PURPOSE)


def _address(text: str) -> str:
    address = _on_one_line(text, "sender's address")
    if not address.isascii() or not _ADDRESS.fullmatch(address):
        raise Refused("mail_address_bad", f"{address!r} is no mail address.", mend="Write desk@example.com.")
    return address


def _on_one_line(text: str, field: str) -> str:
    normal = plain_text(text, field)
    if any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in normal):
        raise Refused("text_unreadable", f"The {field} holds line ends.", mend="Write it on one line.")
    return normal
