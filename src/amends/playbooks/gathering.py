"""The facts of a case, gathered from its order, parcels and messages, for the playbooks to judge."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q
from django.db.models.functions import Least

from amends.accounts.models import Shop
from amends.cases.models import Case, WorkItem
from amends.core import clock
from amends.core.money import Money, currencies
from amends.inbox.clock_facts import (
    carrier_code,
    country_of_buyer,
    route_between,
    told_deadlines,
    told_events,
)
from amends.inbox.models import CaseMessage
from amends.orders.models import Order, OrderLine
from amends.parcels.models import Parcel
from amends.playbooks.answers import answers_of
from amends.playbooks.case_facts import asked_facts, evidence
from amends.playbooks.facts import FIELDS, THREATS, WISHES, BegunStep, CaseFacts
from amends.playbooks.queries import learnt_for

UNDER_WAY = ("handed_over", "in_transit", "out_for_delivery", "exception")
_STOOD = {"open": "open", "done": "done", "cancelled": "aside"}
Goods = list[tuple[str, Decimal | None]]


def facts_of(case: Case, items: Iterable[WorkItem] | None = None) -> CaseFacts:
    """What is known of the case now. What is not known stays None.

    `items` are the case's steps as `step_items` gives them, where the caller has read them.
    """
    gathered = _gathered(case, step_items(case) if items is None else items)
    answers = dict(answers_of(case))
    shown = {code for code in evidence() if answers.pop(code, None) is True}
    gathered["evidence"] |= shown
    for name in FIELDS & answers.keys():
        answer = answers.pop(name)
        if gathered.get(name) is None or (asked_facts()[name].corrects and _is_newer(case, name, gathered)):
            gathered[name] = answer
    _in_one_currency(gathered, answers)
    paid = gathered["paid"]
    gathered |= learnt_for(case.shop_id, gathered["issue_types"][0], paid.currency if paid else "")
    return CaseFacts(**gathered, answers=answers)


def step_items(case: Case) -> list[WorkItem]:
    """The work items of a case that are steps, in the order they began."""
    return list(WorkItem.objects.filter(case=case).exclude(step="").order_by("pk"))


def _gathered(case: Case, items: Iterable[WorkItem]) -> dict[str, Any]:
    shop, order = case.shop, case.order
    parcels = list(Parcel.objects.filter(links__order=order).order_by("pk")) if order is not None else []
    newest = parcels[-1] if parcels else None
    goods = _goods(order)
    ships_to = country_of_buyer(order) if order is not None else None
    issue_type = case.issue_types[0] if case.issue_types else "other"
    heard_at, replied_at, has_pictures = _spoken(case)
    return {
        "issue_types": tuple(case.issue_types) or ("other",),
        "marketplace": shop.marketplace,
        "zone": shop.time_zone,
        "shop": shop.code,
        "as_of": clock.now(),
        "country": (order.country if order is not None else "") or shop.country,
        "ships_to": ships_to,
        "fulfilment": _fulfilment(goods),
        "carrier": carrier_code(newest.carrier) if newest else None,
        "route": route_between(shop.country, ships_to),
        "paid": _paid(order, shop, goods),
        "first_message_at": case.opened_at,
        "heard_at": heard_at,
        "replied_at": replied_at,
        "shipped_at": (newest.shipped_at if newest else None) or (order.shipped_at if order else None),
        "promised_until": order.deliver_until if order else None,
        "last_event_at": newest.last_event_at if newest else None,
        "delivered_at": newest.delivered_at if newest else None,
        "parcel_state": newest.state if newest else None,
        "order_state": order.state if order is not None and order.state != "unknown" else None,
        "other_parcels": sum(parcel.state in UNDER_WAY for parcel in parcels[:-1]) if parcels else None,
        "wishes": frozenset(case.signals.get("wants", ())) & frozenset(WISHES),
        "threats": frozenset(case.signals.get("threats", ())) & frozenset(THREATS),
        "evidence": frozenset({"photo_goods"} if has_pictures else ()),
        "happened": _of_order(order) | _waiting(case) | told_events(case),
        "given": told_deadlines(case),
        "steps": steps_begun(items, issue_type),
    }


def _is_newer(case: Case, name: str, gathered: Mapping[str, Any]) -> bool:
    """Whether a person told it after the parcel's newest event."""
    moved = gathered["last_event_at"]
    return moved is None or datetime.fromisoformat(case.answers[name]["at"]) >= moved


def steps_begun(items: Iterable[WorkItem], issue_type: str) -> Mapping[str, BegunStep]:
    """How the steps of that playbook stand that have begun for this case."""
    return {
        row.step: BegunStep(
            "moot" if row.moot_at is not None else _STOOD[row.state],
            row.created_at,
            row.moot_at or row.done_at,
        )
        for row in items
        if row.issue_type == issue_type
    }


def _waiting(case: Case) -> dict[str, datetime]:
    since = case.unanswered_since
    return {"oldest_unanswered_message": since} if since is not None else {}


def _spoken(case: Case) -> tuple[datetime | None, datetime | None, bool]:
    """When the buyer last wrote, when we last answered, and whether pictures came."""
    at = Least("message__sent_at", "message__received_at")  # a mail cannot be sent after it came
    said = CaseMessage.objects.filter(case=case, message__platform_event=None).aggregate(
        heard=Max(at, filter=Q(message__direction="in")),
        replied=Max(at, filter=Q(message__direction="out")),
        pictures=Count(
            "message__attachments", filter=Q(message__attachments__media_type__startswith="image/")
        ),
    )
    return said["heard"], said["replied"], said["pictures"] > 0


def _of_order(order: Order | None) -> dict[str, datetime]:
    if order is None:
        return {}
    times = {
        "ordered": order.placed_at,
        "paid": order.paid_at,
        "ship_by": order.ship_by,
        "completed": order.completed_at,
    }
    return {name: at for name, at in times.items() if at is not None}


def _goods(order: Order | None) -> Goods:
    """Of each line: who ships it, and what was paid for it."""
    if order is None:
        return []
    lines = OrderLine.objects.filter(order=order).order_by("pk")
    return list(lines.values_list("fulfilment", "allocated"))


def _fulfilment(goods: Goods) -> str | None:
    kinds = {fulfilment for fulfilment, _ in goods}
    return kinds.pop() if len(kinds) == 1 else None


def _paid(order: Order | None, shop: Shop, goods: Goods) -> Money | None:
    if order is None or order.total is None or order.total < 0:
        return None
    currency = order.currency if order.currency in currencies() else shop.currency
    amounts = [amount for _, amount in goods if amount is not None]
    if goods and len(amounts) == len(goods):
        return Money(sum(amounts, Decimal(0)), currency)
    return Money(order.total, currency)


def _in_one_currency(gathered: dict[str, Any], answers: dict[str, Any]) -> None:
    """An amount in another currency than what was paid is left aside: it cannot be reckoned with."""
    currency = gathered["paid"].currency if gathered["paid"] is not None else None
    for told in (gathered, answers):
        for name in [name for name, value in told.items() if isinstance(value, Money)]:
            currency = currency or told[name].currency
            if told[name].currency != currency:
                told.pop(name)
