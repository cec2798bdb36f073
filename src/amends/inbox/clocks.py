"""A case's clocks, brought to what its messages, order and parcels say now."""

from datetime import datetime

from amends.accounts.models import Shop
from amends.cases.actions import place_in_queue
from amends.cases.models import Case, Clock
from amends.core import clock
from amends.core.clock import rfc3339
from amends.orders.models import OrderLine
from amends.parcels.models import Parcel
from amends.policies.clocks import ClockDue, clocks_for
from amends.policies.facts import ClockFacts


def keep_clocks(case: Case, shop: Shop) -> None:
    """Start, move and cancel the case's clocks, and give it its place in the queue; the caller saves it."""
    wanted = {(due.kind, due.side): due for due in clocks_for(clock_facts(case, shop))}
    kept = {
        (each.kind, each.side): each
        for each in Clock.objects.filter(case=case, state__in=("running", "paused"))
    }
    for key, due in wanted.items():
        columns = _columns(due)
        before = kept.get(key)
        if before is None:
            Clock.objects.create(organisation_id=case.organisation_id, case=case, **columns)
        elif any(getattr(before, name) != value for name, value in columns.items()):
            Clock.objects.filter(pk=before.pk).update(**columns)
    for key, before in kept.items():
        if key not in wanted:
            Clock.objects.filter(pk=before.pk).update(state="cancelled")
    place_in_queue(case)


def clock_facts(case: Case, shop: Shop) -> ClockFacts:
    """What the case's clocks are judged by."""
    happened = {"first_buyer_message": case.opened_at}
    if case.unanswered_since is not None:
        happened["oldest_unanswered_message"] = case.unanswered_since
    fulfilment = None
    if case.order is not None:
        happened |= _of_order(case)
        kinds = set(OrderLine.objects.filter(order=case.order).values_list("fulfilment", flat=True))
        fulfilment = kinds.pop() if len(kinds) == 1 else None
    return ClockFacts(
        marketplace=shop.marketplace,
        zone=shop.time_zone,
        country=(case.order.country if case.order is not None else "") or shop.country,
        fulfilment=fulfilment,
        happened=happened,
    )


def _of_order(case: Case) -> dict[str, datetime]:
    order = case.order
    assert order is not None
    delivered = Parcel.objects.filter(links__order=order).values_list("delivered_at", flat=True)
    times = {
        "paid": order.paid_at,
        "shipped": order.shipped_at,
        "promised_until": order.deliver_until,
        "completed": order.completed_at,
        "delivered": max((at for at in delivered if at is not None), default=None),
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
        "state": "paused" if paused else "running",
        "paused_spans": [[rfc3339(start), rfc3339(end)] for start, end in due.paused],
    }
