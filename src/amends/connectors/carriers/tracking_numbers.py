"""Tracking numbers as order exports write them: "No:123", several of them in one cell."""

import re
from datetime import datetime

from amends.connectors.base import ParcelFacts

_BETWEEN = re.compile(r"[,，;；、|]+")
_LABEL = re.compile(r"^(no\.?|单号|运单号|快递单号)[::]?(?=.)", re.IGNORECASE)
_SHORTEST_NUMBER = 8


def parcels_of(numbers: str | None, carriers: str | None, shipped_at: datetime | None) -> list[ParcelFacts]:
    """The parcels of a cell with numbers and a cell with carriers; each number once."""
    chunks = _BETWEEN.split(numbers or "")
    told = list(dict.fromkeys(number for chunk in chunks for number in _numbers(chunk)))
    names = [name.strip() for name in _BETWEEN.split(carriers or "") if name.strip()]
    if len(names) != len(told):
        names = [names[0] if len(set(names)) == 1 else carriers or ""] * len(told)
    pairs = zip(told, names, strict=True)
    return [ParcelFacts(number, carrier or None, shipped_at) for number, carrier in pairs]


def _numbers(chunk: str) -> list[str]:
    """The numbers in a chunk with spaces: one written in groups, or several, if each is long enough."""
    parts = [_LABEL.sub("", part) for part in chunk.split()]
    parts = [part for part in parts if part and not part.endswith((":", ":"))]
    if all(len(part) >= _SHORTEST_NUMBER for part in parts):
        return parts
    return ["".join(parts)]
