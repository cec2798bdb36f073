"""What platforms say of buyers' feedback becomes ours."""

from collections.abc import Mapping, Sequence
from typing import Any

from amends.accounts.models import Shop
from amends.connectors.base import FeedbackFacts
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import record_rows
from amends.history.actions import Happening, as_told, record_all
from amends.orders.linking import link_waiting, order_ids
from amends.reviews.models import Feedback, FeedbackPerson

COLUMNS = ("order_number", "rating", "response", "given_at")


def record_feedback(shop: Shop, feedback: Sequence[FeedbackFacts], *, by: Actor) -> None:
    """Bring feedback to what the platform said; a changed rating goes into the history."""
    said: dict[tuple[str], dict[str, Any]] = {}
    comments: dict[tuple[str], str] = {}
    orders = order_ids(shop, {each.order_number for each in feedback})
    for facts in feedback:
        columns = {name: value for name in COLUMNS if (value := getattr(facts, name)) is not None}
        if facts.order_number in orders:
            columns["order_id"] = orders[facts.order_number]
        said.setdefault((facts.key,), {}).update(columns)
        if facts.comment is not None:
            comments[facts.key,] = facts.comment
    recorded = record_rows(
        Feedback,
        said,
        key=("key",),
        among=Feedback.objects.filter(
            seller_account_id=shop.seller_account_id, key__any=[key for (key,) in said]
        ),
        starting={
            "organisation_id": shop.organisation_id,
            "seller_account_id": shop.seller_account_id,
            "shop_id": shop.pk,
            "created_at": clock.now(),
        },
    )
    record_rows(
        FeedbackPerson,
        {(recorded.ids[key],): {"comment": comment} for key, comment in comments.items()},
        key=("feedback_id",),
        among=FeedbackPerson.objects.filter(feedback_id__any=recorded.ids.values()),
        starting={"organisation_id": shop.organisation_id},
    )
    record_all(
        (
            Happening("feedback_changed", "feedback", recorded.ids[key], {"changes": as_told(change)})
            for key, change in recorded.changes.items()
        ),
        by=by,
    )


def link_orders(shop: Shop, ids: Mapping[str, int]) -> None:
    """Tie feedback that came in before its order to these orders, given as number → id."""
    link_waiting(Feedback.objects.filter(seller_account_id=shop.seller_account_id), ids)
