"""Whose approval a way out needs: by what leaves for the buyer, as the table `refund_approval` has it."""

from decimal import Decimal

from amends.core.money import Money
from amends.playbooks.costs import Cost
from amends.policies.tables.judging import decide
from amends.policies.tables.known import Facts
from amends.policies.tables.loading import our_rulebook

QUESTION = "refund_approval"
APPROVAL_REASON = "approval"
NOBODY = "nobody"


def given_to_buyer(cost: Cost) -> Money:
    """What of a cost the buyer receives."""
    parts = (line.amount for line in cost.lines if line.to_buyer)
    return sum(parts, Money(Decimal(0), cost.out.currency))


def who_approves(given: Money) -> tuple[str, str] | None:
    """The role that must agree before an agent gives so much, and the row that says so; None: nobody.

    A currency without a rate in the table asks the lead.
    """
    if not given.amount:
        return None
    book = our_rulebook(QUESTION)
    one_person = book.facts["one_person_team"].default
    facts = Facts({"refund": given, "asked_by": "agent", "one_person_team": one_person})
    verdict = decide(book, facts, QUESTION)
    role = verdict.outcomes.get("approval")
    if role == NOBODY:
        return None
    return str(role or "lead"), verdict.row.name if verdict.row is not None else "own.approval"
