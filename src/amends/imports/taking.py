"""One batch of a file, taken in one transaction: judged, kept, applied, counted."""

from collections.abc import Sequence

from django.db import DataError, IntegrityError, transaction
from django.db.models import F

from amends.accounts.models import Shop
from amends.connectors.base import Record, Reject
from amends.connectors.tables.cells import shown_signs, storable
from amends.core.actor import Actor
from amends.core.bulk import commit_without_waiting, lock_until_commit
from amends.core.errors import AmendsError
from amends.imports.mail_records import MAIL, ArrivedMail
from amends.imports.mails import hold_mails, put_aside
from amends.imports.models import ImportFile, ImportReject
from amends.imports.quarantine import Unread
from amends.imports.reading import Entry
from amends.imports.records import take_records
from amends.imports.rules import Outcome
from amends.platform_records.actions import Source


class TakenOver(AmendsError):
    """Another process is importing this very file: it goes on, this one stops."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "import_taken_over",
            f"{name} is being imported by another process.",
            mend="Wait for it, or look at the imports page.",
        )


def take_batch(
    import_file: ImportFile, shop: Shop, source: Source, entries: Sequence[Entry], *, position: int, by: Actor
) -> None:
    """Take entries in their order; all of it commits together, or nothing.

    A row that the database refuses is found by halving the batch, and becomes a reject; the others go in.
    Raises TakenOver when the file has moved on since this process read it.
    """
    try:
        with transaction.atomic():
            counts = _take(import_file, shop, source, entries, position=position, by=by)
    except (DataError, IntegrityError, UnicodeError) as error:
        if len(entries) > 1:
            middle = len(entries) // 2
            for half in (entries[:middle], entries[middle:]):
                take_batch(import_file, shop, source, half, position=position, by=by)
            return
        reject = _refused_by_database(entries[0], error)
        with transaction.atomic():
            counts = _take(import_file, shop, source, [reject], position=position, by=by)
    import_file.progress = position
    for name, count in counts.items():
        setattr(import_file, name, getattr(import_file, name) + count)


def _take(
    import_file: ImportFile, shop: Shop, source: Source, entries: Sequence[Entry], *, position: int, by: Actor
) -> dict[str, int]:
    commit_without_waiting()
    _hold(import_file)
    if source.kind == MAIL:
        hold_mails(shop)
    else:
        lock_until_commit("seller_account", shop.seller_account_id)
    records = [entry for entry in entries if isinstance(entry, Record)]
    rejects = [entry for entry in entries if isinstance(entry, Reject)]
    verdicts = take_records(shop, source, records, by=by)
    _keep_rejects(import_file, rejects)
    _quarantine(import_file, shop, rejects, by=by)
    outcomes = [verdict.outcome for verdict in verdicts] + [Outcome.REJECTED] * len(rejects)
    counts = {str(outcome): outcomes.count(outcome) for outcome in Outcome}
    counts |= {"rows": len(entries), "consumed": len(entries)}
    ImportFile.objects.filter(pk=import_file.pk).update(
        progress=position, **{name: F(name) + count for name, count in counts.items()}
    )
    return counts


def _keep_rejects(import_file: ImportFile, rejects: Sequence[Reject]) -> None:
    ImportReject.objects.bulk_create(
        ImportReject(
            organisation_id=import_file.organisation_id,
            import_file=import_file,
            line=reject.line,
            column=reject.column,
            reason=reject.reason,
            detail=storable(reject.detail),
            raw=storable(reject.raw),
            values=None if reject.values is None else [shown_signs(cell) for cell in reject.values],
            faults=[[column, reason, storable(detail)] for column, reason, detail in reject.faults],
        )
        for reject in rejects
    )


def _quarantine(import_file: ImportFile, shop: Shop, rejects: Sequence[Reject], *, by: Actor) -> None:
    unread = [
        Unread(each.pieces(), each.reason, each.detail, ArrivedMail(b"", f"{import_file.name}, {each.line}"))
        for each in rejects
        if each.pieces is not None
    ]
    put_aside(shop, unread, by=by)


def _hold(import_file: ImportFile) -> None:
    now = ImportFile.objects.select_for_update().values("consumed", "state").get(pk=import_file.pk)
    if now["consumed"] != import_file.consumed or now["state"] != "running":
        raise TakenOver(import_file.name)


def _refused_by_database(entry: Entry, error: Exception) -> Reject:
    reason = str(error).partition("\n")[0]
    if isinstance(entry, Reject):
        return Reject(entry.line, entry.column, entry.reason, entry.detail, "")
    if entry.octets is not None:
        mail = ArrivedMail(entry.octets, "")
        detail = f"The database refuses mail {entry.line}: {reason}"
        return Reject(entry.line, "", "not_storable", detail, "", pieces=mail.pieces)
    people = entry.personal or entry.values
    values = [personal or kept for kept, personal in zip(entry.values, people, strict=True)]
    detail = f"The database refuses this row: {reason}"
    return Reject(entry.line, "", "not_storable", detail, "\t".join(values), values or None)
