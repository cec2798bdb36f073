"""What platforms report about orders (returns, feedback): recorded alike, whichever part owns the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Model

from amends.accounts.models import Shop
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import record_rows
from amends.history.actions import Happening, as_told, record_all
from amends.orders.linking import link_waiting, order_ids


@dataclass(frozen=True, slots=True)
class Report:
    """A kind of report: its table, the columns that name a row, and where the buyer's own words go."""

    subject: str  # in history: return, feedback
    rows: type[Model]
    key: tuple[str, ...]
    persons: type[Model]
    person_key: str

    def record(self, shop: Shop, said_by_platform: Sequence[Any], *, by: Actor) -> None:
        """Bring the rows to what the platform said, the last wins; differences go into the history.

        The facts have `order_number`, `comment` and the fields of `key`; a field that is None was not said.
        """
        if not said_by_platform:
            return
        said: dict[tuple[str, ...], dict[str, Any]] = {}
        words: dict[tuple[str, ...], str] = {}
        orders = order_ids(shop, {facts.order_number for facts in said_by_platform})
        names = [each.name for each in fields(said_by_platform[0]) if each.name not in (*self.key, "comment")]
        for facts in said_by_platform:
            key = tuple(getattr(facts, name) for name in self.key)
            columns = {name: value for name in names if (value := getattr(facts, name)) is not None}
            if facts.order_number in orders:
                columns["order_id"] = orders[facts.order_number]
            said.setdefault(key, {}).update(columns)
            if facts.comment is not None:
                words[key] = facts.comment
        recorded = record_rows(
            self.rows,
            said,
            key=self.key,
            among=self.rows._default_manager.filter(
                seller_account_id=shop.seller_account_id, key__any=[key[-1] for key in said]
            ),
            starting={
                "organisation_id": shop.organisation_id,
                "seller_account_id": shop.seller_account_id,
                "shop_id": shop.pk,
                "created_at": clock.now(),
            },
        )
        record_rows(
            self.persons,
            {(recorded.ids[key],): {"comment": comment} for key, comment in words.items()},
            key=(self.person_key,),
            among=self.persons._default_manager.filter(pk__any=list(recorded.ids.values())),
            starting={"organisation_id": shop.organisation_id},
        )
        told = (
            Happening(
                f"{self.subject}_changed", self.subject, recorded.ids[key], {"changes": as_told(change)}
            )
            for key, change in recorded.changes.items()
        )
        record_all(told, by=by)

    def link_orders(self, shop: Shop, ids: Mapping[str, int]) -> None:
        """Tie rows that came in before their orders to these orders, given as number → id."""
        link_waiting(self.rows._default_manager.filter(seller_account_id=shop.seller_account_id), ids)
