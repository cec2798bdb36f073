"""Facts of cases, as tests begin with them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from amends.core.money import Money
from amends.playbooks.facts import CaseFacts

NOW = datetime(2026, 11, 20, 15, 7, tzinfo=UTC)


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def case(issue_type: str = "damaged", **more: Any) -> CaseFacts:
    """A case on Amazon US, shipped by the seller, 40 dollars paid."""
    known: dict[str, Any] = {
        "issue_types": (issue_type,),
        "marketplace": "amazon",
        "country": "US",
        "zone": "America/Chicago",
        "as_of": NOW,
        "fulfilment": "seller",
        "paid": usd("40.00"),
    }
    return CaseFacts(**{**known, **more})
