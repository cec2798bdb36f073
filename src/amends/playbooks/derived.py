"""What follows from the facts, under the names that packs ask for. None: not known."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta

from amends.playbooks.cost_prices import cheap_below
from amends.playbooks.facts import EVIDENCE, MISSING_KINDS, THREATS, WISHES, CaseFacts
from amends.policies.clocks import ClockDue, clocks_for
from amends.policies.facts import ClockFacts

Value = bool | int | str | frozenset[str] | None
Known = Mapping[str, Value]
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)

FLAGS = (
    "disruption",
    "peak",
    "abroad",
    "serves_address",
    "weight_short",
    "still_usable",
    "opened",
    "used",
    "complete",
    "excluded_goods",
    "answer_known",
    "claim_open",
    "cheap",  # below the price under which a return costs more than it brings
    "shipped",
    "delivered",
    "paid_extra",  # for the carrier asked for
)
NUMBERS = (
    "days_since_shipped",
    "days_since_event",
    "days_past_promise",  # 0 and below: still inside
    "days_since_delivered",
    "hours_to_claim",  # until the marketplace lets the buyer open a claim; 0 once it does
    "other_parcels",
    "pickup_km",
    "stock_good",
    "stock_unsellable",
)
CODES = {
    "marketplace": None,
    "country": None,
    "fulfilment": ("seller", "marketplace"),
    "parcel_state": None,
    "erred": None,
    "missing_kind": MISSING_KINDS,
    "chosen": None,
    "law_window": ("open", "closed", "none"),  # returning without a reason, by law
    "law_rule": None,  # the law's row that gives it
    "return_window": ("open", "closed", "none"),  # by law or by the marketplace
    "fault_window": ("open", "closed", "none"),  # returning faulty goods, by law
    "fault_rule": None,
}
SETS = {"wishes": WISHES, "threats": THREATS, "evidence": EVIDENCE}
NAMES = frozenset((*FLAGS, *NUMBERS, *CODES, *SETS))


# Whom to ask for what a condition hangs on: name → fact to ask for, and of whom.
ASKED_OF = {
    **{name: (name, "agent") for name in ("disruption", "peak", "abroad", "serves_address", "pickup_km")},
    **{name: (name, "agent") for name in ("claim_open", "other_parcels", "parcel_state", "erred", "chosen")},
    **{name: (name, "agent") for name in ("country", "marketplace", "fulfilment", "excluded_goods")},
    **{name: (name, "buyer") for name in ("still_usable", "opened", "used", "complete", "missing_kind")},
    **{name: (name, "warehouse") for name in ("weight_short", "stock_good", "stock_unsellable")},
    **{name: (name, "lead") for name in ("freight_out", "freight_back", "prices")},
    "answer_known": ("answer_known", "technical_agent"),
    "cheap": ("prices", "lead"),
    "paid": ("paid", "agent"),
    "paid_extra": ("upgrade_paid", "agent"),
    "upgrade_paid": ("upgrade_paid", "agent"),
    "shipped": ("shipped_at", "agent"),
    "delivered": ("delivered_at", "agent"),
    "days_since_shipped": ("shipped_at", "agent"),
    "days_since_event": ("last_event_at", "agent"),
    "days_past_promise": ("promised_until", "agent"),
    "days_since_delivered": ("delivered_at", "agent"),
    "hours_to_claim": ("first_message_at", "agent"),
    "law_window": ("delivered_at", "agent"),
    "law_rule": ("delivered_at", "agent"),
    "fault_window": ("delivered_at", "agent"),
    "fault_rule": ("delivered_at", "agent"),
    "return_window": ("delivered_at", "agent"),
}


def known_of(facts: CaseFacts) -> Known:
    """Every fact a pack may ask for, by name."""
    plain = {field.name for field in fields(CaseFacts)} & NAMES
    known: dict[str, Value] = {name: getattr(facts, name) for name in plain}
    known["cheap"] = _is_cheap(facts)
    known["shipped"] = _is_shipped(facts)
    known["delivered"] = _is_delivered(facts)
    known["paid_extra"] = None if facts.upgrade_paid is None else facts.upgrade_paid.amount > 0
    known["days_since_shipped"] = _days_since(facts.shipped_at, facts)
    known["days_since_event"] = _days_since(facts.last_event_at, facts)
    known["days_past_promise"] = _days_past(facts.promised_until, facts)
    known["days_since_delivered"] = _days_since(facts.delivered_at, facts)
    return known | _windows(facts)


def _is_cheap(facts: CaseFacts) -> bool | None:
    if facts.paid is None:
        return None
    limit = cheap_below(facts.paid.currency)
    return None if limit is None else facts.paid.amount < limit


def _is_delivered(facts: CaseFacts) -> bool | None:
    if facts.delivered_at is not None:
        return True
    return None if facts.parcel_state is None else facts.parcel_state == "delivered"


def _days_since(moment: datetime | None, facts: CaseFacts) -> int | None:
    """Whole days that have passed since; none for a moment still to come."""
    return None if moment is None else max(0, (facts.as_of - moment) // _DAY)


def _days_past(moment: datetime | None, facts: CaseFacts) -> int | None:
    """Days past that moment, a begun one counted; 0 and below before it."""
    return None if moment is None else -((moment - facts.as_of) // _DAY)


def _is_shipped(facts: CaseFacts) -> bool | None:
    if facts.shipped_at is not None:
        return True
    return None if facts.parcel_state is None else facts.parcel_state != "label_made"


def _windows(facts: CaseFacts) -> dict[str, Value]:
    happened = {
        "delivered": facts.delivered_at,
        "first_buyer_message": facts.first_message_at,
        "shipped": facts.shipped_at,
    }
    asked = ClockFacts(
        marketplace=facts.marketplace,
        zone=facts.zone,
        country=facts.country,
        fulfilment=facts.fulfilment,
        happened={name: moment for name, moment in happened.items() if moment is not None},
    )
    clocks = {(clock.kind, clock.side): clock for clock in clocks_for(asked)}
    law, platform = clocks.get(("return_window", "law")), clocks.get(("return_window", "platform"))
    fault, claim = clocks.get(("fault_window", "law")), clocks.get(("claim_possible", "platform"))
    return {
        "law_window": _window([law], facts),
        "law_rule": law.rule if law else None,
        "return_window": _window([law, platform], facts),
        "fault_window": _window([fault], facts),
        "fault_rule": fault.rule if fault else None,
        "hours_to_claim": max(0, (claim.due_at - facts.as_of) // _HOUR) if claim else None,
    }


def _window(clocks: list[ClockDue | None], facts: CaseFacts) -> str | None:
    ends = [clock.due_at for clock in clocks if clock is not None]
    if ends:
        # The buyer asks with the first message, however late it is answered.
        asked_at = facts.first_message_at or facts.as_of
        return "open" if asked_at < max(ends) else "closed"
    return None if facts.delivered_at is None else "none"
