"""The names that conditions of a pack may use, and what kind of test fits each."""

import json
from collections.abc import Iterator, Mapping
from functools import cache

from amends.core.pack_sets import kept_by
from amends.core.packs import PACKS
from amends.orders.states import ORDER_STATES
from amends.parcels.states import PARCEL_STATES
from amends.playbooks.case_facts import CODE, DATE, MOMENT, NUMBER, WAY, YES_NO, asked_facts, evidence
from amends.playbooks.facts import THREATS, WISHES
from amends.playbooks.questions import question_kinds
from amends.policies.facts import EVENTS, ROUTES
from amends.triage.codes import CODES as ISSUE_TYPES

FLAG, COUNT, WORD, SET = "flag", "count", "word", "set"
Kind = tuple[str, frozenset[str] | None]  # the test, and the codes it may name; None: any
STEP_EVENTS = ("replied", "buyer_answered", "parcel_moved")
WINDOW = frozenset({"open", "closed", "none"})
_FLAGS = ("cheap", "dear", "shipped", "delivered", "paid_extra", "peak", "abroad", "claim_open")
_COUNTS = (
    "days_since_shipped",
    "days_since_event",  # the parcel's newest tracking event
    "days_past_promise",  # 0 and below: still inside
    "days_since_delivered",
    "hours_to_claim",  # until the marketplace lets the buyer open a claim; 0 once it does
    "other_parcels",
)
_WORDS: Mapping[str, frozenset[str] | None] = {
    "marketplace": None,
    "shop": None,  # its code
    "country": None,
    "ships_to": None,
    "carrier": None,
    "route": frozenset(ROUTES),
    "parcel_state": frozenset(PARCEL_STATES),
    "order_state": frozenset(ORDER_STATES),
    "chosen": None,
    "law_window": WINDOW,  # returning without a reason, by law
    "law_rule": None,  # the law's row that gives it
    "return_window": WINDOW,  # by law or by the marketplace
    "fault_window": WINDOW,  # returning faulty goods, by law
    "fault_rule": None,
}


@kept_by("case_facts", "tables")
def fact_kinds() -> Mapping[str, Kind]:
    """Every name a condition may use, and what fits it."""
    kinds: dict[str, Kind] = {}
    for fact in asked_facts().values():
        kinds |= _of_asked(fact.name, fact.type, frozenset(fact.values))
    kinds |= dict.fromkeys(_FLAGS, (FLAG, None))
    kinds |= dict.fromkeys((*_COUNTS, *_since_events(), *_hours_left()), (COUNT, None))
    kinds |= {name: (WORD, codes) for name, codes in _WORDS.items()}
    kinds |= question_kinds()
    return kinds | {
        "wishes": (SET, frozenset(WISHES)),
        "threats": (SET, frozenset(THREATS)),
        "evidence": (SET, frozenset(evidence())),
        "events": (SET, frozenset((*EVENTS, *STEP_EVENTS))),
        "known": (SET, frozenset(asked_facts())),
        "issues": (SET, frozenset(ISSUE_TYPES)),
        "steps_done": (SET, None),
        "steps_begun": (SET, None),
    }


@cache
def clock_kinds() -> frozenset[str]:
    """The kinds of clocks that policies know."""
    schema = json.loads((PACKS / "schema" / "policies.json").read_text(encoding="utf-8"))
    return frozenset(schema["$defs"]["kind"]["enum"])


def _of_asked(name: str, kind: str, codes: frozenset[str]) -> Iterator[tuple[str, Kind]]:
    if kind == YES_NO:
        yield name, (FLAG, None)
    elif kind == NUMBER:
        yield name, (COUNT, None)
    elif kind == CODE:
        yield name, (WORD, codes)
    elif kind == WAY:
        yield name, (WORD, None)
    elif kind in (DATE, MOMENT):
        yield f"days_since_{name}", (COUNT, None)
        yield f"days_until_{name}", (COUNT, None)


def _since_events() -> Iterator[str]:
    return (f"days_since_{event}" for event in EVENTS)


def _hours_left() -> Iterator[str]:
    return (f"hours_left_{kind}" for kind in clock_kinds())
