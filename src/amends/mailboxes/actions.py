"""Mailboxes added, changed, switched on and off, asked at once, and removed."""

from dataclasses import asdict
from datetime import timedelta

from django.db import connection, transaction

from amends.accounts.models import Shop
from amends.accounts.own_addresses import name_addresses
from amends.accounts.permission import require
from amends.connectors.mail.oauth import Grant
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotFound, Refused
from amends.history.actions import record
from amends.mailboxes.models import Mailbox
from amends.mailboxes.secrets import sealed_secret
from amends.mailboxes.settings import MailboxSettings

CHANNEL = "amends_mailboxes"  # whoever fetches listens there
USUALLY_FROM = timedelta(days=30)
OF_SERVER = ("host", "port", "login")


@transaction.atomic
def add_mailbox(shop: Shop, wanted: MailboxSettings, *, password: str | Grant, by: Actor) -> Mailbox:
    """Add a mailbox, whose mails come in from now on; its address is one of the shop's own then.

    `password`: or the grant of a provider who wants tokens.

    Raises Refused for bad particulars and for a mailbox that is there already, NotAllowed.
    """
    require(by, "change_shop", shop)
    checked = wanted.checked()
    _refuse_twice(shop, checked)
    now = clock.now()
    mailbox = Mailbox.objects.create(
        organisation_id=shop.organisation_id,
        shop=shop,
        **sealed_secret(password),
        created_at=now,
        changed_at=now,
        **_columns(checked),
    )
    _name_address(shop, checked.address, by=by)
    _tell("mailbox_added", mailbox, {"security": mailbox.security}, by=by)
    return mailbox


@transaction.atomic
def change_mailbox(
    mailbox: Mailbox,
    wanted: MailboxSettings,
    *,
    by: Actor,
    password: str | Grant | None = None,
    shop: Shop | None = None,
) -> Mailbox:
    """Set a mailbox's particulars; `shop`: the one its mails are for from now on.

    `password` None keeps the stored one, for the same server and login. Raises Refused, NotAllowed, NotFound.
    """
    held = _held(mailbox, by=by)
    if shop is not None:
        require(by, "change_shop", shop)
    checked = wanted.checked()
    columns = _columns(checked)
    moved = any(getattr(held, name) != columns[name] for name in OF_SERVER)
    if moved:
        _refuse_twice(held.shop, checked, but=held)
        if password is None:
            raise Refused(
                "mail_password_needed",
                "The stored password belongs to another server or login.",
                mend="Give the password too.",
            )
    if password is not None:
        columns |= sealed_secret(password)
    if shop is not None:
        columns["shop_id"] = shop.pk
    changed = sorted(name for name, value in columns.items() if getattr(held, name) != value)
    if moved:
        held.places.all().delete()  # the numbers of another server's mails mean nothing
    return _changed(held, columns, changed, by=by)


@transaction.atomic
def switch_mailbox(mailbox: Mailbox, *, on: bool, by: Actor) -> Mailbox:
    """Fetch from the mailbox, or leave it alone; what lies there waits. Raises NotAllowed, NotFound."""
    held = _held(mailbox, by=by)
    if held.is_on == on:
        return held
    held.is_on, held.changed_at = on, clock.now()
    held.failures, held.error_code, held.error = 0, "", ""
    held.failing_since = held.ask_again_at = held.alarmed_at = None
    held.save()
    _tell("mailbox_switched_on" if on else "mailbox_switched_off", held, {}, by=by)
    return held


@transaction.atomic
def ask_now(mailbox: Mailbox, *, by: Actor) -> Mailbox:
    """Ask the mailbox at once, also while it is waiting after a failure. Raises NotAllowed, NotFound."""
    held = _held(mailbox, by=by)
    held.ask_again_at, held.changed_at = None, clock.now()
    held.save(update_fields=["ask_again_at", "changed_at"])
    _wake(held)
    return held


@transaction.atomic
def remove_mailbox(mailbox: Mailbox, *, by: Actor) -> None:
    """Fetch from the mailbox no more; the mails that came from it stay. Raises NotAllowed, NotFound."""
    held = _held(mailbox, by=by)
    _tell("mailbox_removed", held, {}, by=by)
    held.delete()


def _columns(checked: MailboxSettings) -> dict[str, object]:
    return {**asdict(checked), "folders": list(checked.folders)}


def _changed(held: Mailbox, columns: dict[str, object], changed: list[str], *, by: Actor) -> Mailbox:
    if not changed:
        return held
    for name, value in columns.items():
        setattr(held, name, value)
    held.changed_at, held.ask_again_at = clock.now(), None
    held.save()
    _name_address(Shop.objects.get(pk=held.shop_id), held.address, by=by)
    _tell("mailbox_changed", held, {"fields": changed, "security": held.security}, by=by)
    return held


def _held(mailbox: Mailbox, *, by: Actor) -> Mailbox:
    rows = Mailbox.objects.of(by.organisation_id).select_related("shop").select_for_update(of=("self",))
    held = rows.filter(pk=mailbox.pk).first()
    if held is None:
        raise NotFound("mailbox_unknown", "This mailbox is not there any more.", mend="Reload the page.")
    require(by, "change_shop", held.shop)
    return held


def _refuse_twice(shop: Shop, checked: MailboxSettings, *, but: Mailbox | None = None) -> None:
    same = Mailbox.objects.of(shop.organisation_id).filter(
        host=checked.host, port=checked.port, login=checked.login
    )
    if (same if but is None else same.exclude(pk=but.pk)).exists():
        raise Refused(
            "mailbox_exists",
            f"The mailbox {checked.login} on {checked.host} is there already.",
            mend="Change that one; see: amends mail list",
        )


def _name_address(shop: Shop, address: str, *, by: Actor) -> None:
    if address not in shop.mail_addresses:
        name_addresses(shop, [*shop.mail_addresses, address], by=by)


def _tell(verb: str, mailbox: Mailbox, detail: dict[str, object], *, by: Actor) -> None:
    record(actor=by, verb=verb, subject_type="mailbox", subject_id=mailbox.pk, detail=detail)
    _wake(mailbox)


def _wake(mailbox: Mailbox) -> None:
    """Tell whoever fetches, once this transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(mailbox.pk)])
