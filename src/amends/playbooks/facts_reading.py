"""Facts from JSON, refused loudly: an unknown name or a wrong type is an error that names it."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from amends.core.money import Money
from amends.playbooks.facts import MOMENTS, MONEY, CaseFacts, LearntChance
from amends.policies.facts import BadFacts

_COUNTS = ("other_parcels", "pickup_km", "stock_good", "stock_unsellable")
_CODES = ("marketplace", "zone", "country", "fulfilment", "parcel_state", "erred", "missing_kind", "chosen")


def facts_from_json(document: object) -> CaseFacts:
    """`{"issue_types": ["delayed"], "marketplace": "amazon", "zone": …, "as_of": "2026-11-21T14:02:00Z", …}`.

    The names are those of CaseFacts; moments are RFC 3339, money is {"amount": "41.98", "currency": "USD"},
    sets are lists. null is the same as leaving out. Raises BadFacts.
    """
    if not isinstance(document, dict):
        raise BadFacts("the facts", "are no JSON object")
    names = {field.name: field for field in fields(CaseFacts)}
    for name in document:
        if name not in names:
            raise BadFacts(name, "is no fact", f"Facts: {', '.join(names)}.")
    known = {name: _READERS[name](name, value) for name, value in document.items() if value is not None}
    for name, field in names.items():
        if name not in known and field.default is MISSING:
            raise BadFacts(name, "is missing")
    return CaseFacts(**known)


def _code(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadFacts(name, "is no text")
    return value


def _count(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadFacts(name, "is no whole number")
    return value


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise BadFacts(name, "is neither true nor false")
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


_READERS: dict[str, Callable[[str, object], Any]] = {
    **{field.name: _flag for field in fields(CaseFacts)},
    **dict.fromkeys(_CODES, _code),
    **dict.fromkeys(_COUNTS, _count),
    **dict.fromkeys(MOMENTS, _moment),
    **dict.fromkeys(MONEY, _money),
    **dict.fromkeys(("wishes", "threats", "evidence"), _codes),
    "issue_types": _list,
    "recovery": _chance,
}
