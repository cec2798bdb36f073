"""A case's clocks, brought to what its messages, order and parcels say now."""

from collections.abc import Collection
from datetime import datetime

from amends.accounts.models import Shop
from amends.cases.actions import place_in_queue
from amends.cases.models import Case, Clock
from amends.core import clock
from amends.core.bulk import insert_rows, update_rows
from amends.core.clock import rfc3339
from amends.inbox.clock_facts import (
    carrier_code,
    country_of_buyer,
    route_between,
    told_days,
    told_deadlines,
    told_events,
)
from amends.inbox.in_hand import CaseInHand, in_hand
from amends.inbox.known_orders import KnownOrder, known_orders
from amends.inbox.promises import KIND as PROMISE
from amends.policies.clocks import ClockDue, clocks_for, met_by_days
from amends.policies.facts import ClockFacts
from amends.releases.in_force import by_rulebook_of


def keep_clocks(case: Case, shop: Shop) -> None:
    """Bring one case's clocks to what is known, and give it its place in the queue; the caller saves it."""
    held = in_hand(case)
    with by_rulebook_of(shop.organisation_id):
        keep(held, shop, known_orders([case.order_id]).get(case.order_id or 0))
    save_clocks([held])
    place_in_queue(case, held.running)


def save_clocks(cases: Collection[CaseInHand]) -> None:
    """Write the clocks that moved and those that are new; their cases are there."""
    moved = [clock for each in cases for clock in each.moved_clocks.values()]
    update_rows(Clock, moved, {name for each in cases for name in each.moved_columns})
    insert_rows(Clock, (clock for each in cases for clock in each.clocks if clock.pk is None))


def keep(each: CaseInHand, shop: Shop, known: KnownOrder | None) -> None:
    """Start, move and cancel the clocks of a case in hand. `known` is its order."""
    facts = _facts(each.case, shop, known)
    if facts == each.kept_by:
        return
    each.kept_by = facts
    wanted = {(due.kind, due.side): _columns(due) for due in clocks_for(facts)}
    met = met_by_days(facts)
    # What we have promised follows from no rule: it stays until it is kept.
    kept = {(each_.kind, each_.side): each_ for each_ in each.running if each_.kind != PROMISE}
    for key, columns in wanted.items():
        if key in kept:
            each.move(kept[key], **columns)
        else:
            case = each.case
            each.clocks.append(Clock(organisation_id=case.organisation_id, case=case, **columns))
    for key, running in kept.items():
        if key in wanted:
            continue
        if key in met:
            each.move(running, state="met", met_at=min(met[key], clock.now()))
        else:
            each.move(running, state="cancelled")


def clock_facts(case: Case, shop: Shop) -> ClockFacts:
    """What the case's clocks are judged by."""
    return _facts(case, shop, known_orders([case.order_id]).get(case.order_id or 0))


def _facts(case: Case, shop: Shop, known: KnownOrder | None) -> ClockFacts:
    happened = {"first_buyer_message": case.opened_at}
    if case.unanswered_since is not None:
        happened["oldest_unanswered_message"] = case.unanswered_since
    if known is not None:
        happened |= _of_order(known)
    fulfilments = known.fulfilments if known is not None else set()
    country = (known.order.country if known is not None else "") or shop.country
    ships_to = country_of_buyer(known.order) if known is not None else None
    return ClockFacts(
        marketplace=shop.marketplace,
        zone=shop.time_zone,
        country=country,
        fulfilment=next(iter(fulfilments)) if len(fulfilments) == 1 else None,
        carrier=carrier_code(known.carrier) if known is not None else None,
        route=route_between(shop.country, ships_to),
        ships_to=ships_to,
        issue_types=frozenset(case.issue_types),
        happened=happened | told_events(case),
        given=told_deadlines(case),
        days=told_days(case),
    )


def _of_order(known: KnownOrder) -> dict[str, datetime]:
    order = known.order
    times = {
        "ordered": order.placed_at,
        "paid": order.paid_at,
        "ship_by": order.ship_by,
        "shipped": order.shipped_at,
        "promised_until": order.deliver_until,
        "completed": order.completed_at,
        "delivered": max((at for _, at in known.parcels if at is not None), default=None),
    }
    return {name: at for name, at in times.items() if at is not None}


def _columns(due: ClockDue) -> dict[str, object]:
    now = clock.now()
    paused = any(start <= now < end for start, end in due.paused)
    return {
        "kind": due.kind,
        "side": due.side,
        "actor": due.actor,
        "rule": due.rule,
        "rule_version": due.rule_version,
        "counts_from": due.counts_from,
        "started_at": due.started_at,
        "opens_at": due.opens_at,
        "due_at": due.due_at,
        "is_chance": due.is_chance,
        "state": "paused" if paused else "running",
        "paused_spans": [[rfc3339(start), rfc3339(end)] for start, end in due.paused],
    }
