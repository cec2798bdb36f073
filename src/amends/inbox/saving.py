"""Cases in hand are saved together: their rows, their clocks, and who must hear of it."""

from collections.abc import Iterable, Mapping

from amends.accounts.models import Shop
from amends.cases.actions import place_in_queue
from amends.cases.announcing import announce
from amends.cases.models import Case
from amends.core.bulk import insert_rows, reserve_ids, update_rows
from amends.inbox.clocks import keep, save_clocks
from amends.inbox.in_hand import CaseInHand, stored
from amends.inbox.known_orders import KnownOrder
from amends.releases.in_force import by_rulebook_of


def save_cases(cases: Iterable[CaseInHand]) -> None:
    """Give each its place in the queue, write what is new or differs, and tell open screens."""
    changed = []
    for each in cases:
        place_in_queue(each.case, each.running)
        if each.is_changed:
            changed.append(each)
    opened = [each.case for each in changed if each.case.pk is None]
    for case, case_id in zip(opened, reserve_ids(Case, len(opened)), strict=True):
        case.pk = case_id
    insert_rows(Case, opened)
    moved = {each: columns for each in changed if each.before and (columns := _moved(each))}
    update_rows(Case, [each.case for each in moved], frozenset().union(*moved.values()))
    save_clocks(changed)
    announce(each.case.pk for each in changed)


def _moved(each: CaseInHand) -> frozenset[str]:
    """The columns of its case that are no longer what they were."""
    now = stored(each.case)
    return frozenset(name for name, value in each.before.items() if now[name] != value)


def save_with_clocks(cases: Iterable[CaseInHand], shop: Shop, orders: Mapping[int, KnownOrder]) -> None:
    """The same, after bringing their clocks to what is known now of their `orders`, given by id."""
    kept = list(cases)
    with by_rulebook_of(shop.organisation_id):
        for each in kept:
            keep(each, shop, orders.get(each.case.order_id or 0))
    save_cases(kept)
