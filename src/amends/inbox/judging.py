"""A message judged: what the buyer needs, by its words and by what is known of the order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amends.accounts.models import Shop
from amends.inbox.models import Message
from amends.orders.models import Order, OrderLine
from amends.parcels.models import Parcel
from amends.triage.classify import classify
from amends.triage.judgement import Signals, TriageFacts

NAMES_THE_CASE = 0.35  # below, an issue type is only a possibility
NO_ANSWER = ("thanks", "notification")


@dataclass(frozen=True, slots=True)
class Judged:
    """What triage found in one message. `signals` are codes and numbers, no words."""

    language: str
    issue_types: tuple[tuple[str, float], ...]
    is_unsure: bool
    signals: Mapping[str, Any]
    order_numbers: tuple[str, ...]
    threshold: float = NAMES_THE_CASE

    @property
    def is_automatic(self) -> bool:
        """Whether a machine wrote it: it says so, and says nothing else that needs anything."""
        return bool(self.signals.get("automatic")) and self.issue_types[0][0] in (*NO_ANSWER, "other")

    @property
    def needs_answer(self) -> bool:
        """Whether the buyer waits for one: thanks alone wants none."""
        return self.is_unsure or self.issue_types[0][0] not in NO_ANSWER


def judge_message(message: Message, shop: Shop, *, order: Order | None = None) -> Judged:
    """Judge the words of a message; with its order, what is known of that counts too."""
    body = message.body
    judgement = classify(
        body.text or body.subject,
        language_hint=message.language or None,
        facts=_facts(message, shop, order),
    )
    signals = judgement.signals
    return Judged(
        language=judgement.language,
        issue_types=tuple((each.code, each.confidence) for each in judgement.issue_types),
        is_unsure=judgement.unsure,
        signals=_codes(signals),
        order_numbers=tuple(each.value for each in signals.order_numbers),
    )


def _codes(signals: Signals) -> dict[str, Any]:
    """The signals without their words: codes, numbers and whether there are any."""
    found: dict[str, Any] = {}
    for name in ("wants", "threats", "carriers"):
        found[name] = sorted({mark.value for mark in getattr(signals, name)})
    for name in ("urgency", "anger", "abuse", "photos", "thanks", "automatic"):
        found[name] = bool(getattr(signals, name))
    found["order_numbers"] = sorted({mark.value for mark in signals.order_numbers})
    found["choice"] = signals.choice.option if signals.choice is not None else None
    return {name: value for name, value in found.items() if value}


def _facts(message: Message, shop: Shop, order: Order | None) -> TriageFacts:
    if order is None:
        return TriageFacts(marketplace=shop.marketplace, subject=message.body.subject)
    parcel = Parcel.objects.filter(links__order=order).order_by("-pk").first()
    return TriageFacts(
        marketplace=shop.marketplace,
        subject=message.body.subject,
        has_order=True,
        order_state=order.state,
        is_delivered=parcel.delivered_at is not None if parcel is not None else None,
        parcel_state=parcel.state if parcel is not None else None,
        platform_completed=order.completed_at is not None,
        products=tuple(
            OrderLine.objects.filter(order=order).order_by("pk").values_list("title", flat=True)[:10]
        ),
    )
