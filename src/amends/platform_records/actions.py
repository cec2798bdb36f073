"""Keeping what platforms say: once per content, personal columns apart."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from amends.connectors.base import Record
from amends.core import clock
from amends.core.bulk import copy_in, record_rows
from amends.platform_records.models import PlatformRecord, PlatformRecordPerson, RecordHeader


@dataclass(frozen=True, slots=True)
class Source:
    """Where records come from: which account's, of which kind, out of which file."""

    organisation_id: int
    seller_account_id: int
    kind: str
    import_file_id: int
    header_id: int | None


def keep_header(organisation_id: int, names: Sequence[str]) -> int:
    """The id of the header with these column names."""
    digest = hashlib.sha256("\x1f".join(names).encode()).digest()
    header, _ = RecordHeader.objects.get_or_create(
        organisation_id=organisation_id, sha256=digest, defaults={"names": list(names)}
    )
    return header.pk


def seen_before(source: Source, keys: Sequence[str]) -> list[tuple[str, bytes, datetime | None]]:
    """What was said of these records so far, as (key, content hash, last-updated time)."""
    rows = PlatformRecord.objects.filter(
        seller_account_id=source.seller_account_id, kind=source.kind, record_key__in=set(keys)
    ).values_list("record_key", "content_hash", "updated_at")
    return [(key, bytes(content_hash), updated_at) for key, content_hash, updated_at in rows]


def keep_records(source: Source, records: Sequence[Record]) -> None:
    """Store records whose content is new."""
    received_at = clock.now()
    rows = {
        (source.seller_account_id, source.kind, record.key, record.content_hash): {
            "organisation_id": source.organisation_id,
            "subject": record.subject,
            "header_id": source.header_id,
            "values": record.values,
            "updated_at": record.updated_at,
            "received_at": received_at,
            "import_file_id": source.import_file_id,
        }
        for record in records
    }
    kept = record_rows(
        PlatformRecord,
        rows,
        key=("seller_account_id", "kind", "record_key", "content_hash"),
        among=PlatformRecord.objects.none(),
        starting={},
    )
    personal = [
        (kept.ids[source.seller_account_id, source.kind, record.key, record.content_hash], record.personal)
        for record in records
        if record.personal is not None
    ]
    if personal:
        copy_in(PlatformRecordPerson, ("record_id", "values"), personal)
