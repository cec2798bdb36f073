"""Operations on time: the time and the days between, the day of a moment, a moment later."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from amends.core.calendar import CalendarUnknown, business_days_between
from amends.core.clock import civil_day
from amends.policies.durations import UNITS as COUNTED_IN
from amends.policies.durations import Amount, end_of
from amends.policies.facts import available_zones
from amends.policies.tables.fact_types import FactType, Value
from amends.policies.tables.known import CannotReckon
from amends.policies.tables.operand import Maker, Operand, constant, same_kind, strict

_DAY_KINDS = ("date", "moment")


def time_between(maker: Maker, raw: Any) -> Operand:
    """`{from: a, to: b}`: the time that passes from moment a to moment b; below zero where b is earlier."""
    parts = _ends(maker, raw, {"from", "to"})
    same_kind(maker, parts, ("moment",))
    return strict(FactType("duration", unit="hours"), parts, lambda start, end: end - start)


def days_between(maker: Maker, raw: Any) -> Operand:
    """`{from: a, to: b, zone: …}`: civil days from the day of a to the day of b; the same day is 0."""
    parts = [*_ends(maker, raw, {"from", "to", "zone"}), zone(maker, raw)]
    of = FactType("duration", unit="days", whole=True)
    return strict(of, parts, lambda start, end, where: _day(end, where) - _day(start, where))


def business_days(maker: Maker, raw: Any) -> Operand:
    """`{from: a, to: b, country: …, zone: …}`: business days after the day of a up to that of b."""
    parts = _ends(maker, raw, {"from", "to", "zone", "country"})
    if "country" not in raw:
        raise maker.fails(
            "does not say whose business days", "Write country: country, a fact, or {code: CN}."
        )
    parts += [zone(maker, raw), maker.operand(raw["country"])]

    def reckon(start: Value, end: Value, where: str, country: str) -> int:
        try:
            return business_days_between(_day(start, where), _day(end, where), country)
        except CalendarUnknown as error:
            raise CannotReckon("calendar_unknown") from error

    return strict(FactType("number", whole=True, unit="business_days"), parts, reckon)


def day_of(maker: Maker, raw: Any) -> Operand:
    """`{of: moment, zone: …}`: the civil day on which it falls there."""
    if not isinstance(raw, dict) or not {"of"} <= set(raw) <= {"of", "zone"}:
        raise maker.fails("needs of and zone")
    parts = [maker.operand(raw["of"]), zone(maker, raw)]
    same_kind(maker, parts[:1], _DAY_KINDS)
    return strict(FactType("date"), parts, _day)


def later(maker: Maker, raw: Any) -> Operand:
    """`{from: a, by: {n: 4, unit: business_days}, zone: …, country: …}`: when so much time is over.

    Units are those of clocks. With `by: 36 hours`, or a duration that is a fact: exactly so much later; from
    a date by whole days, a date.
    """
    if not isinstance(raw, dict) or not {"from", "by"} <= set(raw) <= {"from", "by", "zone", "country"}:
        raise maker.fails("needs from and by")
    start = maker.operand(raw["from"])
    same_kind(maker, [start], _DAY_KINDS)
    by = raw["by"]
    if isinstance(by, dict) and by.get("unit") in COUNTED_IN and isinstance(by.get("n"), int):
        return _counted(maker, raw, start, Amount(by["n"], by["unit"]))
    amount = maker.operand(by)
    same_kind(maker, [amount], ("duration",))
    return strict(FactType(start.type.kind), [start, amount], _moved)


def zone(maker: Maker, raw: Any) -> Operand:
    """The zone an operation names: an IANA name, a fact that holds one, or the pack's."""
    name = raw.get("zone", maker.zone)
    if name is None:
        raise maker.fails("does not say whose days", "Write zone: Asia/Shanghai, here or for the whole pack.")
    if name in available_zones():
        return constant(FactType("code"), name)
    part = maker.operand(name)
    same_kind(maker, [part], ("code", "choice") if part.type.kind == "choice" else ("code",))
    return part


def _counted(maker: Maker, raw: dict[str, Any], start: Operand, amount: Amount) -> Operand:
    same_kind(maker, [start], ("moment",))
    parts = [start, zone(maker, raw)]
    if amount.unit == "business_days":
        if "country" not in raw:
            raise maker.fails("does not say whose business days", "Write country: country, a fact.")
        parts.append(maker.operand(raw["country"]))

    def reckon(moment: datetime, where: str, country: str | None = None) -> datetime:
        try:
            return end_of(moment, amount, _zone_of(where), country)
        except CalendarUnknown as error:
            raise CannotReckon("calendar_unknown") from error
        except (OverflowError, ValueError) as error:
            raise CannotReckon("out_of_calendar") from error

    return strict(FactType("moment"), parts, reckon)


def _moved(start: Value, by: timedelta) -> Value:
    if not isinstance(start, datetime) and by % timedelta(days=1):
        raise CannotReckon("no_whole_days")
    try:
        return start + by
    except OverflowError as error:
        raise CannotReckon("out_of_calendar") from error


def _ends(maker: Maker, raw: Any, keys: set[str]) -> list[Operand]:
    if not isinstance(raw, dict) or not {"from", "to"} <= set(raw) <= keys:
        raise maker.fails(
            f"needs from and to, and can have {', '.join(sorted(keys - {'from', 'to'})) or 'no more'}"
        )
    parts = [maker.operand(raw["from"]), maker.operand(raw["to"])]
    for part in parts:
        same_kind(maker, [part], _DAY_KINDS)
    return parts


def _day(value: Value, where: str) -> date:
    return civil_day(value, _zone_of(where).key) if isinstance(value, datetime) else value


def _zone_of(name: str) -> ZoneInfo:
    if name not in available_zones():
        raise CannotReckon("zone_unknown")
    return ZoneInfo(name)
