"""Keeping what platforms say: once per content, personal columns apart."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from amends.connectors.base import Record
from amends.core import clock
from amends.core.bulk import copy_in, reserve_ids
from amends.platform_records.models import PlatformRecord, PlatformRecordPerson, RecordHeader


@dataclass(frozen=True, slots=True)
class Source:
    """Where records come from: which account's, of which kind, out of which file (None: a mailbox).

    `known_in`: further seller accounts whose records are the same ones, as a mail sent to two shops is.
    """

    organisation_id: int
    seller_account_id: int
    kind: str
    import_file_id: int | None
    header_id: int | None
    known_in: frozenset[int] = frozenset()


def keep_header(organisation_id: int, names: Sequence[str]) -> int:
    """The id of the header with these column names."""
    digest = hashlib.sha256("\x1f".join(names).encode()).digest()
    header, _ = RecordHeader.objects.get_or_create(
        organisation_id=organisation_id, sha256=digest, defaults={"names": list(names)}
    )
    return header.pk


def seen_before(source: Source, keys: Sequence[str]) -> list[tuple[str, bytes, datetime | None]]:
    """What was said of these records so far, as (key, content hash, last-updated time)."""
    accounts = {source.seller_account_id, *source.known_in}
    rows = PlatformRecord.objects.filter(
        seller_account_id__any=accounts, kind=source.kind, record_key__any=set(keys)
    ).values_list("record_key", "content_hash", "updated_at")
    return [(key, bytes(content_hash), updated_at) for key, content_hash, updated_at in rows]


def keep_records(source: Source, records: Sequence[Record]) -> None:
    """Store records whose content is new."""
    ids = reserve_ids(PlatformRecord, len(records))
    copy_in(
        PlatformRecord,
        (
            {
                "id": record_id,
                "record_key": record.key,
                "content_hash": record.content_hash,
                "subject": record.subject,
                "values": record.values,
                "updated_at": record.updated_at,
            }
            for record_id, record in zip(ids, records, strict=True)
        ),
        starting={
            "organisation_id": source.organisation_id,
            "seller_account_id": source.seller_account_id,
            "kind": source.kind,
            "header_id": source.header_id,
            "received_at": clock.now(),
            "import_file_id": source.import_file_id,
        },
    )
    copy_in(
        PlatformRecordPerson,
        (
            {"record_id": record_id, "values": record.personal}
            for record_id, record in zip(ids, records, strict=True)
            if record.personal is not None
        ),
    )
