"""The marketplace's own button that asks for a review: a person presses it there and says so here."""

from django.db import transaction

from amends.accounts.permission import require
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import Refused
from amends.history.actions import record
from amends.inbox.contact_rules import REVIEW, button_for
from amends.inbox.models import ReviewRequest
from amends.orders.models import Order


def review_requested(order: Order, *, by: Actor) -> ReviewRequest:
    """The button was pressed for this order: from now on it counts as a request for a review.

    Again changes nothing. Raises NotAllowed, Refused (no_button) where the marketplace has none.
    """
    return _say(order, "asked", by=by)


def review_not_offered(order: Order, *, by: Actor) -> ReviewRequest:
    """The button was not there, or could not be pressed: it is not proposed again for this order.

    Again changes nothing. Raises NotAllowed, Refused (no_button, review_requested: what was asked stays so).
    """
    return _say(order, "not_offered", by=by)


@transaction.atomic
def _say(order: Order, state: str, *, by: Actor) -> ReviewRequest:
    held = Order.objects.select_for_update(of=("self",)).select_related("shop").get(pk=order.pk)
    require(by, "work_case", held.shop)
    if button_for(REVIEW, held.shop.marketplace) is None:
        raise Refused(
            "no_button",
            f"The marketplace of shop {held.shop.code} has no such button.",
            mend="Ask in a message.",
        )
    said = ReviewRequest.objects.filter(order=held).first()
    if said is not None and said.state in (state, "asked"):
        if said.state != state:
            raise Refused("review_requested", "The buyer was asked already.", mend="Once is all there is.")
        return said
    said, _ = ReviewRequest.objects.update_or_create(
        order=held,
        defaults={
            "organisation_id": held.organisation_id,
            "shop": held.shop,
            "state": state,
            "by_id": by.user_id,
            "at": clock.now(),
        },
    )
    verb = "review_requested" if state == "asked" else "review_not_offered"
    record(actor=by, verb=verb, subject_type="order", subject_id=held.pk)
    return said
