"""The addresses a shop writes from: what comes from them is an answer, not a buyer's message."""

import re
from collections.abc import Iterable

from django.db import transaction

from amends.accounts.models import MailAccount, Shop
from amends.accounts.permission import require
from amends.core.actor import Actor
from amends.core.errors import Refused
from amends.history.actions import record

MOST_ADDRESSES = 200
_ADDRESS = re.compile(r"[^\s<>()\[\]\",;:@]{1,120}@[^\s<>()\[\]\",;:@]{1,120}")


@transaction.atomic
def name_addresses(shop: Shop, addresses: Iterable[str], *, by: Actor) -> Shop:
    """Set the addresses that the shop writes from, beside the one of its mail server. Mails that came in
    before stay as they were taken. Raises Refused (address_bad, too_many_addresses), NotAllowed."""
    require(by, "change_shop", shop)
    wanted = list(dict.fromkeys(address.strip().casefold() for address in addresses))
    for address in wanted:
        if not _ADDRESS.fullmatch(address):
            raise Refused("address_bad", f"{address[:80]!r} is no address.", mend="Write shop@example.com.")
    if len(wanted) > MOST_ADDRESSES:
        raise Refused(
            "too_many_addresses",
            f"{len(wanted)} addresses are more than a shop writes from.",
            mend=f"Name up to {MOST_ADDRESSES}.",
        )
    shop = Shop.objects.of(by.organisation_id).select_for_update(no_key=True).get(pk=shop.pk)
    if shop.mail_addresses != wanted:
        shop.mail_addresses = wanted
        shop.save(update_fields=["mail_addresses"])
        detail = {"fields": ["mail_addresses"]}
        record(actor=by, verb="shop_changed", subject_type="shop", subject_id=shop.pk, detail=detail)
    return shop


def own_addresses(shop: Shop) -> set[str]:
    """Every address the shop writes from, casefolded: those named, and those of its mail server."""
    found = set(Shop.objects.values_list("mail_addresses", flat=True).get(pk=shop.pk))
    account = MailAccount.objects.filter(shop=shop).values_list("from_address", "user_name").first()
    if account is not None:
        found |= {each.casefold() for each in account if _ADDRESS.fullmatch(each)}
    return found
