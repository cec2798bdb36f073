"""A world without dates of its own: no holidays, no dated rows, no months; and cases moved by whole weeks."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import yaml

from amends.core.pack_sets import PackSet
from amends.core.packs import load_pack, pack_names

_DAYS = {"months": 30, "years": 365}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*(?:Z|[+-]\d\d:\d\d)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@cache
def timeless() -> PackSet:
    """Packs laid over the product's by which one week is like another."""
    changed: dict[str, Callable[[Any], Any]] = {"calendars": _without_holidays, "policies": _without_dates}
    changed |= {"tables": _without_days, "case_facts": _without_peaks}
    return PackSet(
        {
            name: yaml.safe_dump(change(load_pack(name).body), allow_unicode=True).encode()
            for family, change in changed.items()
            for name in pack_names(family)
        }
    )


def moved(part: Any, weeks: int) -> Any:
    """The same facts, every moment and day so many weeks later; the shop is where clocks never change."""
    if isinstance(part, dict):
        return {
            name: "UTC" if name == "zone" and isinstance(one, str) else moved(one, weeks)
            for name, one in part.items()
        }
    if isinstance(part, list):
        return [moved(one, weeks) for one in part]
    if isinstance(part, str) and _MOMENT.fullmatch(part):
        return (datetime.fromisoformat(part) + timedelta(weeks=weeks)).isoformat()
    if isinstance(part, str) and _DATE.fullmatch(part):
        return (date.fromisoformat(part) + timedelta(weeks=weeks)).isoformat()
    return part


def _without_holidays(body: Any) -> Any:
    """A holiday on a Sunday is none."""
    years = [{"year": year["year"], "holidays": [_sunday(year["year"])]} for year in body["years"]]
    return {**body, "years": years}


def _sunday(year: int) -> dict[str, Any]:
    first = date(year, 1, 7)
    return {"date": (first - timedelta(days=first.isoweekday() % 7)).isoformat(), "name": {"en": "Sunday"}}


def _without_dates(part: Any) -> Any:
    """Rows of policies: amounts of days for months and for days named outright, and no last day."""
    if isinstance(part, list):
        return [_without_dates(one) for one in part]
    if not isinstance(part, dict):
        return part
    if "until_day" in part:
        return {"counts_from": part["counts_from"], "amount": {"n": 60, "unit": "calendar_days"}}
    if part.get("unit") in _DAYS:
        return {"n": part["n"] * _DAYS[part["unit"]], "unit": "calendar_days"}
    left_out = ("from", "until") if "gives" not in part else ()
    kept = {name: one for name, one in part.items() if name not in (*left_out, "zone", "examples")}
    told = {"examples": part["examples"]} if "examples" in part else {}
    return {name: _without_dates(one) for name, one in kept.items()} | told


def _without_days(body: Any) -> Any:
    tables = [{**table, "rows": [_undated(row) for row in table["rows"]]} for table in body.get("tables", ())]
    return {**body, "tables": tables} if tables else body


def _without_peaks(body: Any) -> Any:
    """Over before they begin."""
    gone = {"from": "12-31", "until": "01-01"}
    return {**body, "peaks": [{**peak, **gone} for peak in body["peaks"]]} if "peaks" in body else body


def _undated(row: Any) -> Any:
    return {name: one for name, one in row.items() if name not in ("from", "until")}
