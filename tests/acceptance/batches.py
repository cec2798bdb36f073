"""What a batch of files must come to: told beforehand, from the files alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Given:
    """A file and what must become of its rows when it comes for the first time, in the batch's order."""

    name: str
    octets: bytes
    kind: str
    encoding: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejects: tuple[tuple[int, str, str], ...] = ()  # line, column, reason

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.unchanged + len(self.rejects)


@dataclass(frozen=True)
class Batch:
    """Files of one shop, and the orders as they must then be shown: the named parts of each document."""

    name: str
    shop: Mapping[str, str]
    files: tuple[Given, ...]
    orders: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def shop(marketplace: str, country: str, zone: str, currency: str) -> dict[str, str]:
    """What of a shop decides about the reading of its files."""
    return {"marketplace": marketplace, "country": country, "time_zone": zone, "currency": currency}


def differences(wanted: Any, found: Any, place: str = "") -> list[str]:
    """Where a document is not as wanted. Money is written "12.90 USD"; of a dictionary only what is named."""
    if isinstance(found, dict) and found.keys() == {"amount", "currency"}:
        found = f"{found['amount']} {found['currency']}"
    if isinstance(wanted, Mapping) and isinstance(found, dict):
        return [
            told
            for name, part in wanted.items()
            for told in differences(part, found[name], f"{place}.{name}")
        ]
    if isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        pairs = enumerate(zip(wanted, found, strict=True))
        return [told for at, (part, shown) in pairs for told in differences(part, shown, f"{place}[{at}]")]
    return [] if wanted == found else [f"{place} is {found!r}, not {wanted!r}"]
