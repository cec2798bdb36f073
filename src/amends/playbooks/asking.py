"""Whom to ask for what a condition hangs on."""

from collections.abc import Iterator, Mapping

from amends.playbooks.assessment import Ask
from amends.playbooks.case_facts import DATE, MOMENT, asked_facts
from amends.playbooks.derived import KnownFacts
from amends.playbooks.questions import asked_by, question_of

# What is worked out hangs on something else: name → the fact to ask for.
_BEHIND: Mapping[str, str] = {
    "paid_extra": "upgrade_paid",
    "shipped": "shipped_at",
    "delivered": "delivered_at",
    "days_since_event": "last_event_at",
    "days_past_promise": "promised_until",
    "hours_to_claim": "first_message_at",
    "law_window": "delivered_at",
    "law_rule": "delivered_at",
    "fault_window": "delivered_at",
    "fault_rule": "delivered_at",
    "return_window": "delivered_at",
    "days_since_shipped": "shipped_at",
    "days_since_delivered": "delivered_at",
    "route": "abroad",
    "ships_to": "abroad",
}
CARRIER_PAID, FILES_CLAIM = (
    "carrier_paid",
    "file_carrier_claim",
)  # a fact; the verb after which it is asked for
PRICES = "prices"  # not of the case, but of the shop
_OF_THE_SHOP = frozenset({"cheap", "dear", PRICES})


def ask_for(name: str, *, is_blocking: bool = False, of: str = "") -> Ask | None:
    """The fact behind a name of a condition, and whom to ask; None where nobody can tell it."""
    if name in _OF_THE_SHOP:
        return Ask(PRICES, of or "lead", is_blocking)
    fact = asked_facts().get(_behind(name))
    return None if fact is None else Ask(fact.name, of or fact.of, is_blocking)


def facts_behind(name: str, known: KnownFacts) -> Iterator[str]:
    """The facts on which a name of a condition hangs: of a question of tables, those it asks for."""
    question = question_of(name)
    if question is None:
        yield name
    else:
        yield from asked_by(known.verdict(question))


def _behind(name: str) -> str:
    if name in _BEHIND:
        return _BEHIND[name]
    for beginning in ("days_since_", "days_until_"):
        dated = name.removeprefix(beginning)
        if dated != name and dated in asked_facts() and asked_facts()[dated].type in (DATE, MOMENT):
            return dated
    return name
