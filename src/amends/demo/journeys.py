"""A parcel's way: when it leaves, what it passes, what holds it up, where it stops."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.demo.buyers import DemoBuyer
from amends.demo.carriers import EVENTS, PLACES, Carrier, Disruption, disruption_of
from amends.demo.chance import Chance
from amends.demo.numbers import filled
from amends.demo.shops import DemoShop
from amends.demo.story import Story

HELD_AFTER = 0.45  # of the way: where disruptions and stops are
_BETWEEN = (0.25, 0.4, 0.6, 0.8)


@dataclass(slots=True)
class DemoEvent:
    """One tracking event; `status` is one of ours, `text` the carrier's words."""

    at: datetime
    status: str
    code: str
    text: str
    place: str


@dataclass(slots=True)
class Journey:
    """When the parcel leaves and, if nothing else happens to it, arrives."""

    carrier: Carrier
    shipped_at: datetime
    due_at: datetime
    disruption: Disruption | None

    @property
    def held_at(self) -> datetime:
        return self.shipped_at + (self.due_at - self.shipped_at) * HELD_AFTER


@dataclass(slots=True)
class DemoParcel:
    carrier: Carrier
    number: str
    events: list[DemoEvent]

    @property
    def delivered_at(self) -> datetime | None:
        last = self.events[-1]
        return last.at if last.status == "delivered" else None

    def place_at(self, moment: datetime) -> str:
        """Where it was last seen by then; "" where nowhere yet."""
        return next((event.place for event in reversed(self.events) if event.at <= moment), "")


def journey(
    chance: Chance, story: Story, shop: DemoShop, carrier: Carrier, buyer: DemoBuyer, paid_at: datetime
) -> Journey:
    """The way of a parcel paid for then: some hours to pack it, more after the peak; then the lane's days."""
    busy = 0 <= (paid_at.date() - story.peak).days + 1 <= 4
    hours = chance.between(5, 38) * (1 + shop.peak / 8 if busy else 1)
    shipped_at = paid_at + timedelta(hours=hours, seconds=chance.below(3600))
    least, most = carrier.lane(buyer.zone)
    days = least + chance.share() * (most - least + 0.4)
    disruption = disruption_of(carrier, buyer.zone, shipped_at.date(), story)
    if disruption is not None:
        days += disruption.adds[0] + chance.share() * (disruption.adds[1] - disruption.adds[0])
    return Journey(carrier, shipped_at, shipped_at + timedelta(days=days), disruption)


def parcel_of(
    chance: Chance, story: Story, shop: DemoShop, index: int, way: Journey, stops: str, buyer: DemoBuyer
) -> DemoParcel:
    """The parcel with what has happened by now. `stops`: "", or where it stays: label, stuck or lost."""
    number = filled(way.carrier.number, index, shop.code)
    until = way.held_at + timedelta(hours=6) if stops in ("stuck", "lost") else story.now
    events = [
        event
        for event in sorted(_events(chance, story, way, buyer), key=lambda event: event.at)
        if event.at <= min(until, story.now) and (stops != "label" or event.status == "label_made")
    ]
    if stops == "lost" and chance.percent(50):
        at = min(way.due_at + timedelta(days=6), story.now - timedelta(hours=9))
        events.append(_event(chance, way.carrier, "lost", at, events[-1].place, buyer))
    return DemoParcel(way.carrier, number, events)


def _events(chance: Chance, story: Story, way: Journey, buyer: DemoBuyer) -> Iterator[DemoEvent]:
    carrier, whole = way.carrier, way.due_at - way.shipped_at
    yield _event(chance, carrier, "label_made", way.shipped_at - timedelta(hours=3), carrier.hub, buyer)
    yield _event(chance, carrier, "handed_over", way.shipped_at, carrier.hub, buyer)
    stretches = _BETWEEN if whole.days > 1 else _BETWEEN[1:3]
    for part in stretches:
        at = way.shipped_at + whole * (part + chance.share() * 0.04)
        place = chance.pick(PLACES[carrier.language])
        if way.disruption is not None and part >= HELD_AFTER - 0.1:
            place = way.disruption.place
            yield DemoEvent(
                at, "exception", "DELAY", story.in_season(chance.pick(way.disruption.texts)), place
            )
        else:
            yield _event(chance, carrier, "in_transit", at, place, buyer)
    if chance.percent(4) and whole.days > 1:
        at = way.due_at - timedelta(hours=22)
        yield _event(chance, carrier, "exception", at, buyer.city, buyer)
    yield _event(chance, carrier, "out_for_delivery", way.due_at - timedelta(hours=4), buyer.city, buyer)
    yield _event(chance, carrier, "delivered", way.due_at, buyer.city, buyer)


def _event(
    chance: Chance, carrier: Carrier, status: str, at: datetime, place: str, buyer: DemoBuyer
) -> DemoEvent:
    told = EVENTS[carrier.language][status]
    text = chance.pick(told["texts"])
    if "{" in text:
        text = text.format(hub=carrier.hub, place=place, city=buyer.city)
    return DemoEvent(at, status, told["code"], text, place)
