"""What stands between the cells of a row and the facts: a row's fields by name, each of its type."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from amends.connectors.base import Facts
from amends.connectors.exports.badvalue import BadField

if TYPE_CHECKING:
    from amends.connectors.exports.kinds import FileKind


@dataclass(frozen=True, slots=True)
class ShopContext:
    """The shop a file goes into: what it decides about the reading of the file."""

    marketplace: str
    country: str  # ISO 3166 alpha-2
    time_zone: str  # IANA name
    currency: str  # ISO 4217
    language: str  # BCP 47


@dataclass(slots=True)
class Said:
    """What one row says: the key of its record, the order number it speaks of, and the facts."""

    key: str
    subject: str
    updated_at: datetime | None
    facts: list[Facts]


class TypedRow:
    """The fields of one row. Every field of the kind can be asked for; None where the row leaves it empty."""

    __slots__ = ("values",)

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def text(self, field: str) -> str | None:
        value: str | None = self.values[field]
        return value

    def amount(self, field: str) -> Decimal | None:
        value: Decimal | None = self.values[field]
        return value

    def moment(self, field: str) -> datetime | None:
        value: datetime | None = self.values[field]
        return value

    def count(self, field: str) -> int | None:
        value: int | None = self.values[field]
        return value

    def flag(self, field: str) -> bool | None:
        value: bool | None = self.values[field]
        return value

    def needed(self, field: str) -> str:
        """The text or id of a field no row can do without; raises BadField with required_empty."""
        value: str | None = self.values[field]
        if value is None:
            raise self.missing(field)
        return value

    def needed_moment(self, field: str) -> datetime:
        """The same for a time."""
        value: datetime | None = self.values[field]
        if value is None:
            raise self.missing(field)
        return value

    @staticmethod
    def missing(field: str) -> BadField:
        return BadField(
            field, "required_empty", "This cell is empty, and the row cannot be placed without it."
        )


class Assembler(Protocol):
    """Turns the rows of one file into facts, in the order of the file; may remember earlier rows."""

    def __init__(self, kind: "FileKind", shop: ShopContext) -> None: ...

    def said(self, row: TypedRow) -> Said:
        """What the row says. Raises BadField where a field makes that impossible."""
        ...
