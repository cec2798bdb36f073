"""What may still be kept of the rows of an erased buyer: an import never brings the person back."""

from collections.abc import Collection, Sequence

from django.db import connection

from amends.connectors.base import FeedbackFacts, OrderFacts, Record, ReturnFacts
from amends.connectors.registry import file_kinds
from amends.platform_records.actions import Source
from amends.platform_records.models import RecordHeader

# Free words, and places a parcel was seen at, tell of a person too; packs count them as the seller's own.
FREE_WORDS = frozenset({"seller_note", "note", "text", "location", "feedback_response", "response"})


def spare_erased(source: Source, records: Sequence[Record]) -> None:
    """Take the person out of those records that speak of an order whose buyer was erased."""
    erased = _erased_among(source.seller_account_id, {record.subject for record in records if record.subject})
    if not erased or source.header_id is None:
        return
    header = RecordHeader.objects.get(pk=source.header_id).names
    for record in records:
        if record.subject in erased:
            record.personal = None
            record.values = without_person(source.kind, header, record.values)
            for facts in record.facts:
                _forget(facts)


def _erased_among(seller_account_id: int, numbers: Collection[str]) -> set[str]:
    # Asked for every batch: one array is quicker than thousands of parameters.
    statement = """
        SELECT o.number FROM amends_order o JOIN amends_buyer b ON b.id = o.buyer_id
        WHERE o.seller_account_id = %s AND o.number = ANY(%s) AND b.erased_at IS NOT NULL"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [seller_account_id, list(numbers)])
        return {number for (number,) in cursor.fetchall()}


def without_person(
    kind: str, header: Sequence[str], values: Sequence[str], names: Collection[str] = ()
) -> list[str]:
    """A row as received, with only what its pack knows to be impersonal, and no cell that holds a name."""
    known = file_kinds().get(kind)
    if known is None:
        return list(values)
    places = known.places(list(header))
    kept = {
        index
        for column in known.columns
        if not (column.personal or column.drop or column.field in FREE_WORDS)
        for index in places[column.field]
    }
    return [
        value if index in kept and not any(name in value for name in names) else ""
        for index, value in enumerate(values)
    ]


def _forget(facts: object) -> None:
    match facts:
        case OrderFacts():
            facts.person = facts.buyer = facts.seller_note = None
        case ReturnFacts():
            facts.comment = None
        case FeedbackFacts():
            facts.comment = facts.response = None
