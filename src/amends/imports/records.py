"""Records judged by what was seen of them before, kept and applied: what every way in has in common."""

from collections.abc import Sequence

from amends.accounts.models import Shop
from amends.connectors.base import Record
from amends.core.actor import Actor
from amends.imports.applying import apply_records
from amends.imports.erased import spare_erased
from amends.imports.rules import Known, Verdict, judge_in_order
from amends.platform_records.actions import Source, keep_records, seen_before


def take_records(shop: Shop, source: Source, records: Sequence[Record], *, by: Actor) -> list[Verdict]:
    """Take records in their order; what became of each. The caller holds the seller account's lock."""
    verdicts = _judge(source, records)
    spare_erased(source, records)
    judged = list(zip(records, verdicts, strict=True))
    keep_records(source, [record for record, verdict in judged if verdict.keep])
    older = [record for record, verdict in judged if verdict.keep and not verdict.apply]
    apply_records(shop, [record for record, verdict in judged if verdict.apply], older=older, by=by)
    return verdicts


def _judge(source: Source, records: Sequence[Record]) -> list[Verdict]:
    known: dict[str, Known] = {}
    for key, content_hash, updated_at in seen_before(source, [record.key for record in records]):
        known.setdefault(key, Known()).add(content_hash, updated_at)
    return judge_in_order(known, [(record.key, record.content_hash, record.updated_at) for record in records])
