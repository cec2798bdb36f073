"""Whose approval a way out needs: by what leaves for the buyer, against the limits of the roles."""

from collections.abc import Mapping
from decimal import Decimal

from amends.core.money import Money
from amends.core.pack_sets import kept_by
from amends.core.packs import load_pack
from amends.playbooks.costs import Cost

RULE = "own.approval"
APPROVAL_REASON = "approval"
ROLES = ("agent", "lead")
TO_THE_BUYER = frozenset({"refund", "upgrade", "pickup", "gift", "amount"})


@kept_by("approvals")
def _limits() -> Mapping[str, tuple[Decimal, ...]]:
    rows = load_pack("approvals").body["limits"]
    return {row["currency"]: tuple(Decimal(row[role]) for role in ROLES) for row in rows}


def given_to_buyer(cost: Cost) -> Money:
    """What of a cost the buyer receives."""
    parts = (line.amount for line in cost.lines if line.line in TO_THE_BUYER and line.side == "out")
    return sum(parts, Money(Decimal(0), cost.out.currency))


def who_approves(given: Money) -> str | None:
    """lead or owner; None where an agent may give that much. A currency without limits asks the lead."""
    if not given.amount:
        return None
    limits = _limits().get(given.currency)
    if limits is None:
        return "lead"
    of_agent, of_lead = limits
    if given.amount <= of_agent:
        return None
    return "lead" if given.amount <= of_lead else "owner"


def approval_text(locale: str) -> str:
    """What is said of a way out that needs approval, in en, zh-Hans or fr."""
    texts: Mapping[str, str] = load_pack("approvals").body["text"]
    return texts[locale]
