"""Buyers: one per marketplace name; a masked name is no identity."""

from collections.abc import Iterable

from django.db import transaction

from amends.accounts.models import Shop
from amends.accounts.permission import require
from amends.buyers.models import Buyer, BuyerPerson
from amends.connectors.base import BuyerFacts
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import lock_until_commit
from amends.history.actions import record


def recognise_buyers(shop: Shop, named: Iterable[BuyerFacts]) -> dict[str, int]:
    """The buyer ids of these identities on the shop's marketplace; unknown ones become buyers."""
    shown = {facts.identity: facts.shown_name or "" for facts in named if facts.identity}
    if not shown:
        return {}
    lock_until_commit("buyers", shop.organisation_id)
    known = dict(
        BuyerPerson.objects.filter(
            organisation_id=shop.organisation_id, marketplace=shop.marketplace, identity__any=shown
        ).values_list("identity", "buyer_id")
    )
    new = [identity for identity in shown if identity not in known]
    buyers = Buyer.objects.bulk_create(
        Buyer(organisation_id=shop.organisation_id, marketplace=shop.marketplace, first_seen_at=clock.now())
        for _ in new
    )
    BuyerPerson.objects.bulk_create(
        BuyerPerson(
            organisation_id=shop.organisation_id,
            buyer=buyer,
            marketplace=shop.marketplace,
            identity=identity,
            shown_name=shown[identity],
        )
        for identity, buyer in zip(new, buyers, strict=True)
    )
    return known | {identity: buyer.pk for identity, buyer in zip(new, buyers, strict=True)}


@transaction.atomic
def stop_unasked(buyer: Buyer, shop: Shop, *, by: Actor) -> Buyer:
    """The buyer wants nothing they did not ask for: kept for ever, also when they are erased. Answers go on.

    `shop`: one that knows the buyer, where `by` works cases. Again changes nothing. Raises NotAllowed.
    """
    require(by, "work_case", shop)
    locked = Buyer.objects.of(by.organisation_id).select_for_update().get(pk=buyer.pk)
    if locked.opted_out_at is None:
        locked.opted_out_at = clock.now()
        locked.save(update_fields=["opted_out_at"])
        record(actor=by, verb="unasked_stopped", subject_type="buyer", subject_id=locked.pk)
    return locked
