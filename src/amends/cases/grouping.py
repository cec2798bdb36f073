"""Which open cases ask the same thing, and what they have in common that names them all. Pure.

Cases are alike when their buyers ask the same question and have one thing in common: the place of the
parcel's latest event, what holds it up, its carrier, the product, or words. A question has its own order of
things, the most telling first: of a parcel that is late its place says more than its product, of a broken one
the product does. A case stands in the group of the most telling thing that enough buyers share with it,
and in no other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

SMALLEST = 3  # buyers, not cases: one who writes thrice is no group, and three are no person

WHERE = "where"
_WHERE_TYPES = ("delayed", "no_tracking_info", "lost")
_ON_THE_WAY = ("place", "hold_up", "carrier", "product", "words")
_BY_CARRIER = ("carrier", "words")
_BY_PRODUCT = ("product", "words")
_IN_TRANSIT_OR_PRODUCT = ("product", "carrier", "words")
_BY_WORDS = ("words",)

THINGS: Mapping[str, tuple[str, ...]] = {
    WHERE: _ON_THE_WAY,
    "customs": _ON_THE_WAY,
    "completed_not_received": _BY_CARRIER,
    "delivered_not_received": _BY_CARRIER,
    "wrong_carrier": _BY_CARRIER,
    "courier_attitude": _BY_CARRIER,
    "not_shipped": _BY_PRODUCT,
    "out_of_stock": _BY_PRODUCT,
    "damaged": _IN_TRANSIT_OR_PRODUCT,
    "leaking": _IN_TRANSIT_OR_PRODUCT,
    "defective": _BY_PRODUCT,
    "missing_item": _BY_PRODUCT,
    "missing_part": _BY_PRODUCT,
    "wrong_item": _BY_PRODUCT,
    "not_as_described": _BY_PRODUCT,
    "size_colour_style": _BY_PRODUCT,
    "how_to_use": _BY_PRODUCT,
    "warranty_repair": _BY_PRODUCT,
    "no_reason_return": _BY_PRODUCT,
    "late_return": _BY_PRODUCT,
    "return_request": _BY_PRODUCT,
    "exchange_request": _BY_PRODUCT,
    "gift_or_remark": _BY_PRODUCT,
    "price_difference": _BY_PRODUCT,
    "safety_incident": _BY_PRODUCT,
    "negative_review": _BY_PRODUCT,
    "pre_sale": _BY_PRODUCT,
    "cancel_order": _BY_PRODUCT,
    "change_order": _BY_PRODUCT,
    "refund_status": _BY_WORDS,
    "compensation_request": _BY_WORDS,
    "freight_dispute": _BY_WORDS,
    "invoice": _BY_WORDS,
    "payment_problem": _BY_WORDS,
    "shipping_option": _BY_WORDS,
    "service_complaint": _BY_WORDS,
}


def question_of(issue_types: Collection[str]) -> str:
    """What the buyer asks, by the first of the case's issue types; "" for what no two buyers ask alike.

    "What now?" is no question of its own (other): whoever follows up still asks what they asked before.
    """
    first = next((code for code in issue_types if code != "other"), "")
    if first in _WHERE_TYPES:
        return WHERE
    return first if first in THINGS else ""


def types_of(question: str) -> frozenset[str]:
    """The issue types that ask this question."""
    return frozenset(_WHERE_TYPES) if question == WHERE else frozenset({question})


@dataclass(frozen=True, slots=True)
class Thing:
    """Something a case has in common with others: `kind` as in THINGS, `key` compared, `label` as its own
    record writes it."""

    kind: str
    key: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """An open case as grouping sees it. `buyer` tells two buyers apart, whatever it is."""

    case_id: int
    buyer: int
    question: str
    things: frozenset[Thing]


@dataclass(frozen=True, slots=True)
class Alike:
    """Cases that ask the same: case id → the label of the common thing in that case's own words."""

    question: str
    kind: str
    key: str
    labels: Mapping[int, str]


def groups_of(cases: Iterable[Asked], *, smallest: int = SMALLEST) -> list[Alike]:
    """The groups these cases form, by question, kind and key; whatever order the cases come in."""
    by_question: dict[str, list[Asked]] = defaultdict(list)
    for case in cases:
        if case.question in THINGS:
            by_question[case.question].append(case)
    found: list[Alike] = []
    for question, asked in by_question.items():
        left = {case.case_id: case for case in asked}
        for kind in THINGS[question]:
            for group in _of_kind(question, kind, left, smallest):
                found.append(group)
                for case_id in group.labels:
                    del left[case_id]
    return sorted(found, key=lambda group: (group.question, group.kind, group.key))


def _of_kind(question: str, kind: str, left: Mapping[int, Asked], smallest: int) -> list[Alike]:
    """The largest group first; who stands in it is counted in no other."""
    sharing: dict[str, dict[int, str]] = defaultdict(dict)
    keys_of: dict[int, list[str]] = defaultdict(list)
    for case in left.values():
        for thing in case.things:
            if thing.kind == kind:
                before = sharing[thing.key].get(case.case_id)
                if before is None:
                    keys_of[case.case_id].append(thing.key)
                label = thing.label if before is None else min(before, thing.label)
                sharing[thing.key][case.case_id] = label
    heap = [(-count, key) for key, held in sharing.items() if (count := _buyers(held, left)) >= smallest]
    heapify(heap)
    made = []
    while heap:
        counted, key = heappop(heap)
        count = _buyers(sharing[key], left)
        if count < smallest:
            continue
        if count != -counted:
            heappush(heap, (-count, key))
            continue
        labels = dict(sorted(sharing[key].items()))
        made.append(Alike(question, kind, key, labels))
        for case_id in labels:
            for other in keys_of[case_id]:
                del sharing[other][case_id]
    return made


def _buyers(case_ids: Iterable[int], cases: Mapping[int, Asked]) -> int:
    return len({cases[case_id].buyer for case_id in case_ids})
