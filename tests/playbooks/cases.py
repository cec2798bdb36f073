"""Facts of cases, as tests begin with them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from amends.core.money import Money
from amends.playbooks.facts import FIELDS, CaseFacts

NOW = datetime(2026, 11, 20, 15, 7, tzinfo=UTC)


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def case(issue_type: str = "damaged", **more: Any) -> CaseFacts:
    """A case on Amazon US, shipped by the seller, 40 dollars paid; answers beside what is known by itself."""
    known: dict[str, Any] = {
        "issue_types": (issue_type,),
        "marketplace": "amazon",
        "country": "US",
        "zone": "America/Chicago",
        "as_of": NOW,
        "fulfilment": "seller",
        "paid": usd("40.00"),
    }
    written = {**known, **more}
    answers = {name: value for name, value in written.items() if name not in FIELDS and value is not None}
    told = {name: value for name, value in written.items() if name in FIELDS and name != "answers"}
    return CaseFacts(**told, answers={**answers, **more.get("answers", {})})
