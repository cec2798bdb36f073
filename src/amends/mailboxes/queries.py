"""Reading mailboxes: nothing here changes a row."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from amends.accounts.permission import scope_of
from amends.connectors.mail.imap_account import ImapAccount
from amends.core import clock
from amends.core.actor import Actor
from amends.core.clock import rfc3339
from amends.core.errors import NotFound
from amends.mailboxes.health import record_of
from amends.mailboxes.intake import places_of
from amends.mailboxes.models import Mailbox
from amends.mailboxes.places import AskedMailbox
from amends.mailboxes.rules import Health, health_of
from amends.mailboxes.secrets import opened_secret
from amends.mailboxes.settings import MailboxSettings


@dataclass(frozen=True, slots=True)
class MailboxShown:
    """A mailbox as a person sees it; `health` is off, new, good, interrupted or failing."""

    mailbox: Mailbox
    health: Health


def mailboxes_shown(by: Actor, verb: str = "change_shop") -> list[MailboxShown]:
    """The mailboxes of the shops in which the actor may do `verb`, with their health, by address."""
    return [shown(each) for each in _visible(by, verb)]


def shown(mailbox: Mailbox) -> MailboxShown:
    """The mailbox with its health at this moment."""
    return MailboxShown(mailbox, health_of(record_of(mailbox), now=clock.now()))


def failing_mailboxes(by: Actor, verb: str = "see_messages") -> list[MailboxShown]:
    """Those that somebody should look at: for the alarm on every page. One query."""
    return [each for each in mailboxes_shown(by, verb) if each.health is Health.FAILING]


def failing_in(organisation_id: int, shop_ids: Collection[int]) -> list[MailboxShown]:
    """Those of these shops that somebody should look at, the longest failing first. One query."""
    rows = Mailbox.objects.of(organisation_id).filter(shop_id__in=shop_ids, is_on=True)
    found = rows.filter(failing_since__isnull=False).order_by("failing_since", "pk")
    return [each for each in map(shown, found) if each.health is Health.FAILING]


def find_mailbox(address: str, *, by: Actor, verb: str = "change_shop") -> Mailbox:
    """The mailbox with that address, or with that number. Raises NotFound."""
    rows = _visible(by, verb)
    found = list(rows.filter(address=address.strip().casefold())[:2])
    if not found and address.isdecimal() and len(address) < 19:
        found = list(rows.filter(pk=int(address)))
    if len(found) != 1:
        several = "There are several mailboxes" if found else "There is no mailbox"
        raise NotFound("mailbox_unknown", f"{several} {address}.", mend="See: amends mail list")
    return found[0]


def mailbox_of(mailbox_id: int, *, by: Actor, verb: str = "change_shop") -> Mailbox:
    """The mailbox of that number. Raises NotFound, also for one of a shop not theirs."""
    found = _visible(by, verb).filter(pk=mailbox_id).first()
    if found is None:
        raise NotFound("mailbox_unknown", f"There is no mailbox {mailbox_id}.", mend="See: amends mail list")
    return found


def asked_mailbox(mailbox: Mailbox) -> AskedMailbox:
    """What whoever fetches needs, with the password in the clear. Raises NotOurSeal."""
    password, grant = opened_secret(mailbox)
    return AskedMailbox(
        mailbox_id=mailbox.pk,
        shop_id=mailbox.shop_id,
        address=mailbox.address,
        account=ImapAccount(mailbox.host, mailbox.port, mailbox.security, mailbox.login, password, grant),
        folders=tuple(mailbox.folders),
        takes_sent=mailbox.takes_sent,
        fetch_from=mailbox.fetch_from,
        trusted=mailbox.trusted,
        places=places_of(mailbox),
    )


def settings_of(mailbox: Mailbox) -> MailboxSettings:
    """The particulars as a form shows them, to be changed in part."""
    return MailboxSettings(
        address=mailbox.address,
        host=mailbox.host,
        fetch_from=mailbox.fetch_from,
        port=mailbox.port,
        security=mailbox.security,
        login=mailbox.login,
        folders=tuple(mailbox.folders),
        takes_sent=mailbox.takes_sent,
        trusted=mailbox.trusted,
    )


def mailbox_facts(each: MailboxShown) -> dict[str, Any]:
    """A mailbox as it leaves the program; never the password."""
    mailbox = each.mailbox
    error = {"code": mailbox.error_code, "message": mailbox.error} if mailbox.error_code else None
    return {
        "id": mailbox.pk,
        "address": mailbox.address,
        "shop": mailbox.shop.code,
        "host": mailbox.host,
        "port": mailbox.port,
        "security": mailbox.security,
        "login": mailbox.login,
        "sign_in": mailbox.sign_in,
        "folders": mailbox.folders,
        "takes_sent": mailbox.takes_sent,
        "fetch_from": mailbox.fetch_from.isoformat(),
        "trusted": mailbox.trusted or None,
        "health": str(each.health),
        "asked_at": rfc3339(mailbox.asked_at),
        "good_at": rfc3339(mailbox.good_at),
        "mail_at": rfc3339(mailbox.mail_at),
        "failing_since": rfc3339(mailbox.failing_since),
        "ask_again_at": rfc3339(mailbox.ask_again_at),
        "error": error,
        "mails": mailbox.taken,
    }


def _visible(by: Actor, verb: str) -> QuerySet[Mailbox]:
    scope = scope_of(by, verb)
    rows = Mailbox.objects.of(by.organisation_id).select_related("shop").order_by("address", "pk")
    return rows if scope.every else rows.filter(shop_id__in=scope.ids)
