"""Finding from the find box: orders by number, tracking number, person or SKU, and a case by its number."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from amends.accounts.models import Shop
from amends.insights.searching.numbers import MOST, case_numbered, orders_of_people_named, orders_tracked
from amends.insights.searching.scope import Scope
from amends.orders.queries import orders_beginning, orders_numbered, orders_with_sku


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of orders, and the case of that number.

    `opens` where a whole number was met, so that a single hit can be opened at once.
    """

    ids: list[int]
    opens: bool = False
    case_id: int | None = None


def find(
    organisation_id: int, shops: Mapping[int, Shop], words: str, *, case_shops: Collection[int] = ()
) -> Found:
    """Look for orders of `shops` and a case of `case_shops`, each way by its index.

    A whole order or tracking number answers alone; else it is the beginning of a number, people and SKUs.
    """
    scope = Scope(organisation_id, cases={}, messages={}, orders=shops)
    case = case_numbered(case_shops, words)
    case_id = case.pk if case is not None else None
    numbered = orders_numbered(organisation_id, shops, words, most=MOST)
    if case_id is not None and not numbered and words.strip().startswith(("#", "＃")):
        return Found([], opens=True, case_id=case_id)
    numbered = numbered or orders_tracked(scope, words)
    if numbered:
        return Found(numbered, opens=case_id is None, case_id=case_id)
    begins = orders_beginning(organisation_id, shops, words, most=MOST)
    ways = (
        begins,
        orders_of_people_named(scope, words),
        orders_with_sku(shops, words, most=MOST),
    )
    ids = list(dict.fromkeys(pk for way in ways for pk in way))[:MOST]
    return Found(ids, opens=not ids if case_id is not None else ids == begins, case_id=case_id)
