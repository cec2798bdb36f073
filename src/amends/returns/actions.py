"""What platforms say of returns and refunds becomes our returns."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from amends.accounts.models import Shop
from amends.connectors.base import ReturnFacts
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import record_rows
from amends.history.actions import Happening, as_told, record_all
from amends.orders.linking import link_waiting, order_ids
from amends.returns.models import Return, ReturnPerson

COLUMNS = tuple(each.name for each in fields(ReturnFacts) if each.name not in ("key", "source", "comment"))


def record_returns(shop: Shop, returns: Sequence[ReturnFacts], *, by: Actor) -> None:
    """Bring returns to what the platform said; differences go into the history."""
    said: dict[tuple[str, str], dict[str, Any]] = {}
    comments: dict[tuple[str, str], str] = {}
    orders = order_ids(shop, {each.order_number for each in returns})
    for facts in returns:
        key = (facts.source, facts.key)
        columns = {name: value for name in COLUMNS if (value := getattr(facts, name)) is not None}
        if facts.order_number in orders:
            columns["order_id"] = orders[facts.order_number]
        said.setdefault(key, {}).update(columns)
        if facts.comment is not None:
            comments[key] = facts.comment
    recorded = record_rows(
        Return,
        said,
        key=("source", "key"),
        among=Return.objects.filter(
            seller_account_id=shop.seller_account_id, key__any=[key for _, key in said]
        ),
        starting={
            "organisation_id": shop.organisation_id,
            "seller_account_id": shop.seller_account_id,
            "shop_id": shop.pk,
            "created_at": clock.now(),
        },
    )
    record_rows(
        ReturnPerson,
        {(recorded.ids[key],): {"comment": comment} for key, comment in comments.items()},
        key=("returned_id",),
        among=ReturnPerson.objects.filter(returned_id__any=recorded.ids.values()),
        starting={"organisation_id": shop.organisation_id},
    )
    record_all(
        (
            Happening("return_changed", "return", recorded.ids[key], {"changes": as_told(change)})
            for key, change in recorded.changes.items()
        ),
        by=by,
    )


def link_orders(shop: Shop, ids: Mapping[str, int]) -> None:
    """Tie returns that came in before their orders to these orders, given as number → id."""
    link_waiting(Return.objects.filter(seller_account_id=shop.seller_account_id), ids)
