"""Solved cases with what came of them, as tests of learning begin with them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from amends.accounts.models import Shop
from amends.cases.models import Case, WorkItem
from amends.orders.models import Order, OrderLine
from amends.playbooks.models import CarrierClaim
from amends.reviews.models import Feedback

NOW = datetime(2026, 11, 20, 15, 7, tzinfo=UTC)


@dataclass(frozen=True)
class Past:
    """A case that is over: which way was taken, how many days ago, and what came of it so many days later."""

    issue_type: str = "damaged"
    chosen: str = "refund_keep"
    steps: tuple[str, ...] = ()
    days_ago: int = 60
    claim_after: int | None = None
    stars: int | None = None
    stars_after: int = 3
    is_solved: bool = True
    told: dict[str, Any] = field(default_factory=dict)  # answers beside the choice
    claimed: tuple[str, str] | None = None  # cause and amount of a claim against the carrier


def lived(shop: Shop, past: Past) -> Case:
    """The case with its order, written down."""
    number = f"112-0000000-{Order.objects.count() + 1:07d}"
    at = NOW - timedelta(days=past.days_ago)
    order = Order.objects.create(
        organisation_id=shop.organisation_id,
        seller_account_id=shop.seller_account_id,
        shop=shop,
        number=number,
        currency="USD",
        total=Decimal("40.00"),
        sorted_at=at,
        created_at=at,
    )
    OrderLine.objects.create(
        organisation_id=shop.organisation_id,
        order=order,
        key="1",
        quantity=1,
        fulfilment="seller",
        allocated=Decimal("40.00"),
    )
    told = {name: {"value": value, "at": at.isoformat(), "by": None} for name, value in past.told.items()}
    if past.chosen:
        told["chosen"] = {"value": past.chosen, "at": at.isoformat(), "by": None}
    happened = {}
    if past.claim_after is not None:
        happened["claim_opened"] = {"at": (at + timedelta(days=past.claim_after)).isoformat(), "by": None}
    case = Case.objects.create(
        organisation_id=shop.organisation_id,
        shop=shop,
        order=order,
        order_number=number,
        issue_types=[past.issue_type],
        state="solved" if past.is_solved else "open",
        solved_at=at + timedelta(days=1) if past.is_solved else None,
        answers=told,
        happened=happened,
        opened_at=at,
        last_message_at=at,
        queue_key=at,
    )
    for step in past.steps:
        WorkItem.objects.create(
            organisation_id=shop.organisation_id,
            case=case,
            kind="step",
            state="done",
            issue_type=past.issue_type,
            step=step,
            created_at=at,
            done_at=at,
        )
    if past.stars is not None:
        left(order, past.stars, at + timedelta(days=past.stars_after))
    if past.claimed is not None:
        cause, amount = past.claimed
        CarrierClaim.objects.create(
            organisation_id=shop.organisation_id,
            case=case,
            cause=cause,
            claimed=Decimal(amount),
            currency="USD",
            filed_at=at,
        )
    return case


def left(order: Order, stars: int, at: datetime) -> Feedback:
    """Feedback of the order's buyer."""
    return Feedback.objects.create(
        organisation_id=order.organisation_id,
        seller_account_id=order.seller_account_id,
        shop_id=order.shop_id,
        key=order.number,
        order_number=order.number,
        order=order,
        rating=stars,
        given_at=at,
        created_at=at,
    )
