"""The personal side of an order row, from the fields that packs name alike."""

import re

from amends.connectors.base import BuyerFacts, PersonFacts
from amends.connectors.exports.typed_rows import TypedRow

_FIELDS = (
    "recipient",
    "email",
    "phone",
    "city",
    "region",
    "postal_code",
    "country",
    "buyer_note",
    "invoice_title",
)
_STREET = ("address_1", "address_2", "address_3")
_MASK = re.compile(r"[*＊•●]")
MAX_IDENTITY_BYTES = 500


def person_of(row: TypedRow, *, invoice_tax_id: str | None = None) -> PersonFacts | None:
    """Where the order goes, None where the row says nothing of it. `invoice_tax_id` names that field."""
    values = row.values
    told = {name: text for name in _FIELDS if (text := values.get(name)) is not None}
    street = [text for name in _STREET if (text := values.get(name)) is not None]
    if street:
        told["address"] = "\n".join(street)
    if invoice_tax_id and values[invoice_tax_id] is not None:
        told["invoice_tax_id"] = values[invoice_tax_id]
    return PersonFacts(**told) if told else None


def buyer_named(name: str | None, shown_name: str | None = None) -> BuyerFacts | None:
    """The buyer by the marketplace's name for them. A name masked with stars identifies nobody."""
    if name is None:
        return BuyerFacts(shown_name=shown_name) if shown_name else None
    usable = not _MASK.search(name) and len(name.encode("utf-8", "replace")) <= MAX_IDENTITY_BYTES
    return BuyerFacts(identity=name if usable else None, shown_name=shown_name or name)
