"""The mail server of a shop: setting and removing it, and opening its password for a hand-over."""

from dataclasses import asdict, dataclass

from django.db import transaction

from amends.accounts.mail_secrets import GRANT, PASSWORD, opened_secret, renewed, sealed_secret
from amends.accounts.mail_servers import checked_address, checked_host, on_one_line
from amends.accounts.models import MailAccount, Shop
from amends.accounts.permission import require
from amends.connectors.mail.oauth import Grant, newest_of
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import Refused
from amends.history.actions import record

PURPOSE = "mail account password"
NO_SECRET = {"sign_in": PASSWORD, "sealed_password": ""}


@dataclass(frozen=True, slots=True)
class MailServer:
    """How a shop's mail leaves. `security`: none (only for this machine), starttls, or tls from the start."""

    host: str
    port: int
    security: str
    user_name: str
    from_address: str
    from_name: str = ""
    marks_replies: bool = False

    def checked(self) -> "MailServer":
        """The same in normal form. Raises Refused, naming the field and the mend."""
        host = checked_host(
            self.host, self.port, self.security, example="smtp.example.com", tls=465, starttls=587
        )
        return MailServer(
            host=host,
            port=self.port,
            security=self.security,
            user_name=on_one_line(self.user_name, "user name"),
            from_address=checked_address(self.from_address, "sender's address"),
            from_name=on_one_line(self.from_name, "sender's name"),
            marks_replies=self.marks_replies,
        )


@transaction.atomic
def set_mail_account(
    shop: Shop, server: MailServer, *, password: str | Grant | None, by: Actor
) -> MailAccount:
    """Set how the shop's replies leave.

    `password`: or the grant of a provider who wants tokens. None keeps the stored one, for the same server
    and user; without a user there is none.

    Raises Refused for bad particulars, NotAllowed.
    """
    require(by, "change_shop", shop)
    wanted = server.checked()
    before = MailAccount.objects.select_for_update().filter(shop=shop).first()
    if isinstance(password, Grant) and not wanted.user_name:
        raise Refused("mail_login_needed", "A token is for a login.", mend="Give the login too: --user.")
    secret = sealed_secret(password, purpose=PURPOSE) if password is not None else dict(NO_SECRET)
    if password is None and wanted.user_name and before is not None and before.sealed_password:
        if (before.host, before.user_name) != (wanted.host, wanted.user_name):
            raise Refused(
                "mail_password_needed",
                "The stored password belongs to another server or user.",
                mend="Give the password too.",
            )
        secret = {"sign_in": before.sign_in, "sealed_password": before.sealed_password}
    account = before or MailAccount(organisation_id=shop.organisation_id, shop=shop)
    columns = {**asdict(wanted), **secret}
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


def secret_of(account: MailAccount) -> tuple[str, Grant | None]:
    """The password in the clear ("" where there is none), or "" and the grant. Raises NotOurSeal."""
    if not account.sealed_password:
        return "", None
    return opened_secret(account.sign_in, account.sealed_password, purpose=PURPOSE)


def keep_renewed_grant(account: MailAccount, asked_with: Grant | None) -> None:
    """Keep the grant as the provider has renewed it, unless somebody has set another one meanwhile."""
    newest = renewed(asked_with)
    if newest is None:
        return
    with transaction.atomic():
        held = MailAccount.objects.select_for_update().filter(pk=account.pk, sign_in=GRANT).first()
        kept = secret_of(held)[1] if held is not None else None
        if held is not None and kept is not None and kept != newest and newest_of(kept) == newest:
            held.sealed_password = sealed_secret(newest, purpose=PURPOSE)["sealed_password"]
            held.save(update_fields=["sealed_password"])
