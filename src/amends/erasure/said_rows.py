"""The rows that platforms sent: each stays with its hash, without what tells of the person."""

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db.models import Q

from amends.erasure.traces import Traces
from amends.imports.erased import without_person
from amends.inbox.models import Message
from amends.parcels.models import ParcelOrder
from amends.platform_records.models import PlatformRecord, PlatformRecordPerson


def erase_records(traces: Traces) -> int:
    """Empty the rows that speak of the buyer's orders, parcels and messages; how many held a person."""
    wanted = list(_wanted(traces))
    if not wanted:
        return 0
    records = PlatformRecord.objects.filter(reduce(or_, wanted), organisation_id=traces.organisation_id)
    erased = PlatformRecordPerson.objects.filter(record__in=records).delete()[0]
    changed = []
    for record in records.select_related("header").iterator(chunk_size=500):
        if record.header is not None:
            values = without_person(record.kind, record.header.names, record.values, traces.names)
            if values != record.values:
                record.values = values
                changed.append(record)
    PlatformRecord.objects.bulk_update(changed, ["values"], batch_size=500)
    return erased


def _wanted(traces: Traces) -> Iterator[Q]:
    for account_id, numbers in traces.numbers.items():
        yield Q(seller_account_id=account_id, subject__in=numbers)
    parcels = ParcelOrder.objects.filter(order_id__in=traces.order_ids)
    for account_id, tracking_number in parcels.values_list("seller_account_id", "parcel__tracking_number"):
        yield Q(
            seller_account_id=account_id,
            kind="tracking_events",
            record_key__startswith=f"{tracking_number}/",
        )
    keys: dict[int, list[str]] = {}
    messages = Message.objects.filter(conversation_id__in=traces.conversation_ids)
    for account_id, key in messages.values_list("shop__seller_account_id", "external_id"):
        keys.setdefault(account_id, []).append(key)
    for account_id, of_account in keys.items():
        yield Q(seller_account_id=account_id, kind="messages", record_key__in=of_account)
