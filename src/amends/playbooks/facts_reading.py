"""Facts from JSON, refused loudly: an unknown name or a wrong type is an error that names it."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from amends.core.money import Money
from amends.playbooks.case_facts import asked_facts, read_answer
from amends.playbooks.facts import FIELDS, MOMENTS, MONEY, BegunStep, CaseFacts, LearntChance, LearntPrice
from amends.policies.facts import BadFacts, GivenDeadline

_COUNTS = ("other_parcels",)
_CODES = (
    "marketplace", "zone", "shop", "country", "ships_to", "fulfilment", "carrier", "route", "parcel_state",
    "order_state",
    "chosen",
)  # fmt: skip


def facts_from_json(document: object) -> CaseFacts:
    """`{"issue_types": ["delayed"], "marketplace": "amazon", "zone": …, "as_of": "2026-11-21T14:02:00Z", …}`.

    The names are those of CaseFacts and, side by side with them, of packs/case_facts; moments are RFC 3339,
    money is {"amount": "41.98", "currency": "USD"}, sets are lists. null is the same as leaving out. Raises
    BadFacts.
    """
    if not isinstance(document, dict):
        raise BadFacts("the facts", "are no JSON object")
    known, answers = dict[str, Any](), dict[str, Any]()
    asked = asked_facts()
    for name, value in document.items():
        if name in FIELDS and name != "answers":
            if value is not None:
                known[name] = _READERS[name](name, value)
        elif name in asked:
            if value is not None:
                answers[name] = read_answer(name, value)
        else:
            raise BadFacts(str(name), "is no fact", f"Facts: {', '.join((*_NAMES, *asked))}.")
    for name in _NEEDED:
        if name not in known:
            raise BadFacts(name, "is missing")
    return CaseFacts(**known, answers=answers)


def _code(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadFacts(name, "is no text")
    return value


def _count(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadFacts(name, "is no whole number")
    return value


def _moment(name: str, value: object) -> datetime:
    try:
        return datetime.fromisoformat(_code(name, value))
    except ValueError as error:
        raise BadFacts(name, f"{value!r} is no moment", "Write 2026-11-21T14:02:00Z.") from error


def _money(name: str, value: object) -> Money:
    parts = _object(name, value, ("amount", "currency"))
    return Money(_decimal(f"{name}.amount", parts["amount"]), _code(f"{name}.currency", parts["currency"]))


def _chance(name: str, value: object) -> LearntChance:
    parts = _object(name, value, ("chance", "cases"))
    return LearntChance(_decimal(f"{name}.chance", parts["chance"]), _count(f"{name}.cases", parts["cases"]))


def _price(name: str, value: object) -> LearntPrice:
    parts = _object(name, value, ("value", "cases"))
    return LearntPrice(_decimal(f"{name}.value", parts["value"]), _count(f"{name}.cases", parts["cases"]))


def _object(name: str, value: object, keys: tuple[str, ...]) -> Mapping[str, object]:
    if not isinstance(value, dict) or set(value) != set(keys):
        raise BadFacts(name, f"is no object with {' and '.join(keys)}")
    return value


def _decimal(name: str, value: object) -> Decimal:
    # As text: a JSON number has passed through a float.
    try:
        amount = Decimal(_code(name, value))
    except InvalidOperation as error:
        raise BadFacts(name, f"{value!r} is no number") from error
    if not amount.is_finite():
        raise BadFacts(name, f"{value!r} is no number")
    return amount


def _codes(name: str, value: object) -> frozenset[str]:
    return frozenset(_list(name, value))


def _list(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise BadFacts(name, "is no list")
    return tuple(_code(name, one) for one in value)


def _mapped(read: Callable[[str, object], Any]) -> Callable[[str, object], dict[str, Any]]:
    def reader(name: str, value: object) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise BadFacts(name, "is no object")
        return {key: read(f"{name}.{key}", one) for key, one in value.items()}

    return reader


def _given(name: str, value: object) -> GivenDeadline:
    parts = _object(name, value, ("due_at", "noted_at"))
    return GivenDeadline(
        _moment(f"{name}.due_at", parts["due_at"]), _moment(f"{name}.noted_at", parts["noted_at"])
    )


def _step(name: str, value: object) -> BegunStep:
    if not isinstance(value, dict) or not {"state", "began_at"} <= set(value) <= {
        "state",
        "began_at",
        "ended_at",
    }:
        raise BadFacts(name, "is no object with state, began_at and ended_at")
    ended = value.get("ended_at")
    return BegunStep(
        _code(f"{name}.state", value["state"]),
        _moment(f"{name}.began_at", value["began_at"]),
        None if ended is None else _moment(f"{name}.ended_at", ended),
    )


_READERS: dict[str, Callable[[str, object], Any]] = {
    **dict.fromkeys(_CODES, _code),
    **dict.fromkeys(_COUNTS, _count),
    **dict.fromkeys(MOMENTS, _moment),
    **dict.fromkeys(MONEY, _money),
    **dict.fromkeys(("wishes", "threats", "evidence", "marks"), _codes),
    "issue_types": _list,
    "learnt": _mapped(_chance),
    "recovery": _mapped(_chance),
    "learnt_prices": _mapped(_price),
    "happened": _mapped(_moment),
    "given": _mapped(_given),
    "steps": _mapped(_step),
}
_NAMES = tuple(name for name in CaseFacts.__dataclass_fields__ if name != "answers")
_NEEDED = tuple(
    each.name for each in fields(CaseFacts) if each.default is MISSING and each.default_factory is MISSING
)
