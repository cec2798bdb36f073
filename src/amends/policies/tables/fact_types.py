"""The types that facts and outcomes have, and how a value of each is read, refused and told.

Values are: code, choice: str; set: frozenset of str; number: int or Decimal; money: Money; duration:
timedelta; date: date; moment: aware datetime in UTC; yes_no: bool.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from amends.core.money import Money, currencies, plain, smallest_unit
from amends.policies.facts import BadFacts, check_aware

Value = Any  # one of those in the docstring
ORDERED = frozenset({"number", "money", "duration", "date", "moment"})
UNITS = {
    "seconds": timedelta(seconds=1),
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
    "weeks": timedelta(weeks=1),
}
MOST_CODES = 1_000
_CODE = re.compile(r"[\w.:/#+-]{1,100}")
_MONEY = re.compile(r"(-?[0-9]{1,24}(?:\.[0-9]{1,12})?) ([A-Z]{3})")
_AMOUNT = re.compile(r"(-?[0-9]{1,24}(?:\.[0-9]{1,12})?) ([a-z_%][a-z_%0-9/]*)")
_LARGEST = Decimal(10) ** 24
_USUAL = 10**24


@dataclass(frozen=True, slots=True)
class FactType:
    """A kind of value with its limits. `currencies` None: any. `rates`: what one unit is worth in `base`."""

    kind: str
    values: tuple[str, ...] | None = None
    least: Value = None
    most: Value = None
    whole: bool = False
    unit: str | None = None
    currencies: tuple[str, ...] | None = None
    base: str | None = None
    rates: Mapping[str, Decimal] | None = None

    def read(self, name: str, raw: Any) -> Value:
        """The value that `raw` (JSON or YAML) writes. Raises BadFacts, naming `name`."""
        return _READERS[self.kind](self, name, raw)

    def check(self, name: str, value: Value) -> Value:
        """The value, if it is within the limits. Raises BadFacts."""
        if self.least is not None and _below(value, self.least):
            raise BadFacts(name, f"is below {tell(self.least, self)}")
        if self.most is not None and _below(self.most, value):
            raise BadFacts(name, f"is above {tell(self.most, self)}")
        return value

    def compared(self, value: Value) -> Value:
        """What comparisons see: money of every currency in the base, where the pack names rates."""
        if self.rates is not None and isinstance(value, Money) and value.currency in self.rates:
            return Money(value.amount * self.rates[value.currency], str(self.base))
        return value


def tell(value: Value, of: FactType | None = None) -> Any:
    """A value as JSON has it: what `read` takes again."""
    if isinstance(value, Money):
        return f"{plain(value.amount, value.currency)} {value.currency}"
    if isinstance(value, timedelta):
        return _told_duration(value, of.unit if of else None)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else f"{value.normalize():f}"
    return value


def rounded(money: Money) -> Money:
    """To the smallest unit of its currency, half to even."""
    return Money(money.amount.quantize(smallest_unit(money.currency), ROUND_HALF_EVEN), money.currency)


def nearest(name: object, known: Any) -> str:
    """A hint at the name that was probably meant, or all names there are."""
    close = get_close_matches(str(name), list(map(str, known)), n=1, cutoff=0.6)
    return f"Did you mean {close[0]}?" if close else f"Known: {', '.join(known) or 'none'}."


def _below(one: Value, other: Value) -> bool:
    if isinstance(one, Money):
        return bool(one.currency == other.currency and one.amount < other.amount)
    return bool(one < other)


def _choice(of: FactType, name: str, raw: Any) -> str:
    if not isinstance(raw, str):
        raise BadFacts(name, f"is {raw!r} and no text", f"Known: {', '.join(of.values or ())}.")
    if raw not in (of.values or ()):
        raise BadFacts(name, f"{raw!r} is not known", nearest(raw, of.values or ()))
    return raw


def _code(of: FactType, name: str, raw: Any) -> str:
    if not isinstance(raw, str) or not _CODE.fullmatch(raw):
        raise BadFacts(
            name, f"{raw!r} is no code", "A code is an id: letters, digits and .:/#+-, at most 100."
        )
    return raw


def _set(of: FactType, name: str, raw: Any) -> frozenset[str]:
    if not isinstance(raw, list) or len(raw) > MOST_CODES:
        raise BadFacts(name, "is no list of codes", f"Write a list, at most {MOST_CODES} long.")
    one = _choice if of.values is not None else _code
    return frozenset(one(of, name, part) for part in raw)


def _yes_no(of: FactType, name: str, raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise BadFacts(name, f"is {raw!r}, neither true nor false")
    return raw


def _number(of: FactType, name: str, raw: Any) -> int | Decimal:
    if type(raw) is int and -_USUAL < raw < _USUAL:
        return raw if of.least is None and of.most is None else of.check(name, raw)
    if isinstance(raw, str) and (match := _AMOUNT.fullmatch(raw)):
        raw = match[1]
        if match[2] != of.unit:
            raise BadFacts(name, f"is in {match[2]}", f"It is counted in {of.unit or 'no unit'}.")
    number = _decimal(name, raw)
    whole = number == number.to_integral_value()
    if of.whole and not whole:
        raise BadFacts(name, f"{raw} is no whole number")
    return of.check(name, int(number) if whole else number)  # type: ignore[no-any-return]


def _decimal(name: str, raw: Any) -> Decimal:
    # A float of YAML or JSON is what was written as long as it is short: repr gives that back.
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal | str):
        raise BadFacts(name, f"{raw!r} is no number")
    try:
        number = Decimal(repr(raw) if isinstance(raw, float) else raw)
    except (InvalidOperation, ValueError) as error:
        raise BadFacts(name, f"{raw!r} is no number") from error
    if not number.is_finite() or abs(number) > _LARGEST or int(number.as_tuple().exponent) < -24:
        raise BadFacts(name, f"{str(raw)[:40]} is no number of a usable size")
    return number


def _money(of: FactType, name: str, raw: Any) -> Money:
    if isinstance(raw, str) and (match := _MONEY.fullmatch(raw)):
        raw = {"amount": match[1], "currency": match[2]}
    if not isinstance(raw, dict) or set(raw) != {"amount", "currency"}:
        raise BadFacts(
            name, f"{raw!r} is no money", 'Write "41.98 USD" or {"amount": "41.98", "currency": "USD"}.'
        )
    currency = raw["currency"]
    if not isinstance(currency, str) or currency not in currencies():
        raise BadFacts(name, f"{currency!r} is no currency", "Write its ISO 4217 code: USD.")
    if of.currencies is not None and currency not in of.currencies:
        raise BadFacts(name, f"is in {currency}", f"It is counted in {' or '.join(of.currencies)}.")
    money = Money(_decimal(f"{name}.amount", raw["amount"]), currency)
    if money.amount % smallest_unit(currency):
        raise BadFacts(name, f"{money.amount} {currency} is finer than can be paid")
    return of.check(name, money)  # type: ignore[no-any-return]


def _duration(of: FactType, name: str, raw: Any) -> timedelta:
    if isinstance(raw, str) and (match := _AMOUNT.fullmatch(raw)):
        raw = {"n": match[1], "unit": match[2]}
    if not isinstance(raw, dict) or set(raw) != {"n", "unit"}:
        raise BadFacts(name, f"{raw!r} is no duration", f'Write the unit with it: "3 {of.unit or "days"}".')
    unit = raw["unit"]
    unit = f"{unit}s" if isinstance(unit, str) and f"{unit}s" in UNITS else unit
    if unit not in UNITS:
        raise BadFacts(name, f"{unit!r} is no unit of time", f"Units: {', '.join(UNITS)}.")
    try:
        micros = _decimal(name, raw["n"]) * Decimal(UNITS[unit] // timedelta(microseconds=1))
        if micros != micros.to_integral_value():
            raise BadFacts(name, "is finer than a microsecond")
        value = timedelta(microseconds=int(micros))
    except OverflowError as error:
        raise BadFacts(name, "is longer than can be counted") from error
    if of.whole and value % UNITS[of.unit or "days"]:
        raise BadFacts(name, f"is no whole number of {of.unit}")
    return of.check(name, value)  # type: ignore[no-any-return]


def _date(of: FactType, name: str, raw: Any) -> date:
    if not isinstance(raw, str) or len(raw) != 10:
        raise BadFacts(name, f"{raw!r} is no date", "Write 2026-11-21.")
    try:
        return of.check(name, date.fromisoformat(raw))  # type: ignore[no-any-return]
    except ValueError as error:
        raise BadFacts(name, f"{raw!r} is no date", "Write 2026-11-21.") from error


def _moment(of: FactType, name: str, raw: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(raw)
    except (TypeError, ValueError) as error:
        raise BadFacts(name, f"{raw!r} is no moment", "Write 2026-11-21T14:02:00Z.") from error
    check_aware(name, moment)
    try:
        return of.check(name, moment.astimezone(UTC))  # type: ignore[no-any-return]
    except OverflowError as error:
        raise BadFacts(name, f"{raw!r} is out of the calendar") from error


def _told_duration(value: timedelta, unit: str | None) -> str:
    fits = [unit] if unit in UNITS and not value % UNITS[unit] else []
    fits += [name for name in ("days", "hours", "minutes", "seconds") if not value % UNITS[name]]
    if fits:
        return f"{value // UNITS[fits[0]]} {fits[0]}"
    return f"{Decimal(value // timedelta(microseconds=1)) / 1_000_000} seconds"


_READERS: dict[str, Callable[[FactType, str, Any], Value]] = {
    "choice": _choice,
    "code": _code,
    "set": _set,
    "yes_no": _yes_no,
    "number": _number,
    "money": _money,
    "duration": _duration,
    "date": _date,
    "moment": _moment,
}
KINDS = tuple(_READERS)
