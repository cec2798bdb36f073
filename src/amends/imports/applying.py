"""From what the rows of a batch say to the verbs of the parts that own it."""

from collections.abc import Sequence

from amends.accounts.models import Shop
from amends.connectors.base import (
    FeedbackFacts,
    LineFacts,
    MessageFacts,
    OrderFacts,
    Record,
    ReturnFacts,
    TrackingFacts,
)
from amends.core.actor import Actor
from amends.inbox import actions as inbox
from amends.orders import actions as orders
from amends.parcels import actions as parcels
from amends.returns import actions as returns
from amends.reviews import actions as reviews


def apply_records(shop: Shop, records: Sequence[Record], *, older: Sequence[Record] = (), by: Actor) -> None:
    """Bring our own rows to what these records say. The caller holds the seller account's lock.

    `older` records say what newer ones have overtaken: they only fill gaps of orders and lines.
    """
    said, said_earlier = _Said(records), _Said(older)
    recorded = orders.record_orders(
        shop, [*said.orders, *said_earlier.orders], said.lines, older_lines=said_earlier.lines, by=by
    )
    parcels.record_parcels_of_orders(shop, said.orders)
    parcels.record_tracking_events(shop, said.events)
    inbox.record_messages(shop, said.messages, by=by)
    returns.record_returns(shop, said.returns, by=by)
    reviews.record_feedback(shop, said.feedback, by=by)
    new = {number: recorded.ids[number] for number in recorded.new}
    if new:
        for part in (parcels, inbox, returns, reviews):
            part.link_orders(shop, new)
    told_of = {*recorded.ids} - new.keys() | {each.order_number for each in said.events if each.order_number}
    told_of |= {each.order_number for each in said.returns} | {each.order_number for each in said.feedback}
    if told_of:
        inbox.refresh_clocks(shop, told_of)


class _Said:
    """The facts of a batch, by the part that owns them."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.orders: list[OrderFacts] = []
        self.lines: list[LineFacts] = []
        self.events: list[TrackingFacts] = []
        self.messages: list[inbox.Received] = []
        self.returns: list[ReturnFacts] = []
        self.feedback: list[FeedbackFacts] = []
        for record in records:
            for facts in record.facts:
                self._add(record, facts)

    def _add(self, record: Record, facts: object) -> None:
        match facts:
            case OrderFacts():
                facts.said_at = facts.said_at or record.updated_at
                self.orders.append(facts)
            case LineFacts():
                self.lines.append(facts)
            case TrackingFacts():
                self.events.append(facts)
            case MessageFacts():
                self.messages.append(inbox.Received(facts, record.octets))
            case ReturnFacts():
                self.returns.append(facts)
            case FeedbackFacts():
                self.feedback.append(facts)
            case _:
                raise TypeError(f"no part owns {type(facts).__name__}")
