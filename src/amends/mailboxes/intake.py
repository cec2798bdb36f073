"""Batches of fetched mails go in together with their places: all of it commits, or nothing."""

from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.db.models import F

from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import commit_without_waiting
from amends.imports.mails import put_aside, take_mails
from amends.mailboxes.models import Mailbox, MailFolder
from amends.mailboxes.places import Batch, Place

VIA = "mailbox"


@transaction.atomic
def take_batches(batches: Sequence[Batch]) -> list[bool]:
    """Take batches, each of another folder, and usually all of one shop; which of them went in.

    A batch does not go in where its folder's place is no longer what it was when the mails were fetched, or
    its mailbox has been given to another shop, switched off or removed meanwhile.
    """
    commit_without_waiting()
    rows = Mailbox.objects.select_for_update(of=("self",)).select_related("shop").filter(is_on=True)
    mailboxes = rows.order_by("pk").in_bulk({batch.mailbox_id for batch in batches})
    moved = [_move(mailboxes.get(batch.mailbox_id), batch) for batch in batches]
    going_in = [batch for batch, is_moved in zip(batches, moved, strict=True) if is_moved]
    shops = {mailboxes[batch.mailbox_id].shop for batch in going_in}
    for shop in sorted(shops, key=lambda each: each.seller_account_id):
        by = Actor(shop.organisation_id, None, VIA)
        of_shop = [batch for batch in going_in if batch.shop_id == shop.pk]
        take_mails(shop, [mail for batch in of_shop for mail in batch.mails], by=by)
        put_aside(shop, [unread for batch in of_shop for unread in batch.unread], by=by)
    return moved


@transaction.atomic
def save_stumble(mailbox_id: int, place: Place) -> None:
    """Remember at which mails fetching broke off, where the folder is still where it was."""
    mailbox = Mailbox.objects.select_for_update().filter(pk=mailbox_id).first()
    if mailbox is None:
        return
    rows = MailFolder.objects.filter(mailbox=mailbox, name=place.name)
    here = rows.filter(uid_validity=place.uid_validity, last_uid=place.last_uid)
    columns = {name: getattr(place, name) for name in ("careful_until", "stuck_uid", "stuck_times")}
    if not here.update(**columns) and not rows.exists():
        _begin(mailbox, place)


def places_of(mailbox: Mailbox) -> dict[str, Place]:
    """How far each folder of the mailbox has been taken in, by name."""
    return {row.name: _place(row) for row in MailFolder.objects.filter(mailbox=mailbox).order_by("pk")}


def _move(mailbox: Mailbox | None, batch: Batch) -> bool:
    if mailbox is None or mailbox.shop_id != batch.shop_id:
        return False
    rows = MailFolder.objects.filter(mailbox=mailbox)
    here = rows.filter(**asdict(batch.before))
    if not here.update(**asdict(batch.after)):
        if rows.filter(name=batch.before.name).exists() or batch.before != batch.before.untouched:
            return False
        _begin(mailbox, batch.after)
    arrived = len(batch.mails) + len(batch.unread)
    if arrived:
        Mailbox.objects.filter(pk=mailbox.pk).update(taken=F("taken") + arrived, mail_at=clock.now())
    return True


def _begin(mailbox: Mailbox, place: Place) -> None:
    MailFolder.objects.create(organisation_id=mailbox.organisation_id, mailbox=mailbox, **asdict(place))


def _place(row: MailFolder) -> Place:
    return Place(
        row.name,
        row.is_sent,
        row.uid_validity,
        row.last_uid,
        row.careful_until,
        row.stuck_uid,
        row.stuck_times,
    )
