"""Importing: a file of any kind goes in, completely, exactly once, and can be taken up after a crash."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import islice
from pathlib import Path

from django.db import DatabaseError, transaction

from amends.accounts.models import Shop
from amends.connectors.base import Record
from amends.connectors.tables.cells import storable
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import held_while_running
from amends.core.errors import Refused
from amends.core.memory import seldom_collecting
from amends.history.actions import record
from amends.imports.deciding import discarded
from amends.imports.doubts import doubts_about
from amends.imports.mail_records import MAIL, mail_source
from amends.imports.models import ImportFile
from amends.imports.reading import Entry, OpenFile, open_file
from amends.imports.taking import TakenOver, take_batch
from amends.platform_records.actions import Source, keep_header
from amends.platform_records.contents import forget_contents, keep_content, read_content
from amends.runtime.nameless_file import nameless_file

ROWS_AT_ONCE = 4000
MAILS_AT_ONCE = 100
OCTETS_AT_ONCE = 16 * 1024 * 1024

COUNTS = ("rows", "created", "updated", "unchanged", "rejected")
# How long the database may take to notice that the process behind an import was killed.
ORPHAN_ENDS_WITHIN_S = 2.0

Progress = Callable[[ImportFile], None]
Agree = Callable[[ImportFile], bool]


def import_path(
    path: Path,
    shop: Shop,
    *,
    by: Actor,
    name: str = "",
    progress: Progress = lambda _: None,
    agree: Agree = lambda _: True,
) -> ImportFile:
    """Import one file (or Maildir folder) from disk; takes up an import of it that was cut off.

    Where there are doubts whether it is the right shop, `agree` is asked once, before the first row.

    The result's `state` is done, or refused with the reason. While another process is at the same file, this
    import goes in beside it, and finds unchanged what that one has taken.
    """
    name = storable(name or path.name or path.resolve().name)
    try:
        opened = open_file(path, shop)
    except Refused as refusal:
        return _refuse(_new(shop, name, by=by), refusal, by=by)
    cut_off = ImportFile.objects.filter(
        shop=shop, sha256=opened.sha256, name=name, content__isnull=True, state__in=("running", "failed")
    ).last()
    if cut_off is not None:
        with suppress(TakenOver):
            return _run_or_fail(cut_off, opened, by=by, progress=progress, agree=agree)
    return _run_or_fail(_new(shop, name, by=by), opened, by=by, progress=progress, agree=agree)


def receive_upload(
    shop: Shop, name: str, pieces: Iterable[bytes], *, by: Actor, asks: bool = False, trusted: str = ""
) -> ImportFile:
    """Keep an uploaded file and have a worker import it.

    With `asks`, a file that seems to be of another shop waits (state asking) until a person decides.
    `trusted`: the authserv-id whose word about the senders of its mails counts, "" for nobody's.
    """
    from amends.imports.tasks import import_file

    with transaction.atomic():
        content = keep_content(shop.organisation_id, pieces)
        waiting = _new(shop, name, by=by)
        waiting.content, waiting.size, waiting.asks = content, content.size, asks
        waiting.trusted = trusted
        waiting.save(update_fields=["content", "size", "asks", "trusted"])
        import_file.defer(import_file_id=waiting.pk, user_id=by.user_id, via=by.via)
    return waiting


def run_waiting_import(waiting: ImportFile, *, by: Actor) -> None:
    """Import an uploaded file; after a crash it goes on where the last commit was.

    Raises TakenOver if another process has it.
    """
    if waiting.state not in ("waiting", "running") or waiting.content is None:
        return
    with nameless_file() as (copy, path):
        for piece in read_content(waiting.content):
            copy.write(piece)
        copy.flush()
        try:
            opened = open_file(path, waiting.shop, trusted=waiting.trusted)
        except Refused as refusal:
            _refuse(waiting, refusal, by=by)
            return
        _run(waiting, opened, by=by, progress=lambda _: None, agree=lambda _: True)


def give_up(failed: ImportFile, error: Exception) -> None:
    """Say of an import that its own fault ended it; the upload goes, what was taken stays."""
    failed.state, failed.finished_at = "failed", clock.now()
    failed.error_code = "import_failed"
    failed.error = storable(f"The import stopped: {type(error).__name__}: {str(error).partition(chr(10))[0]}")
    failed.mend = "Import the file again; nothing is doubled. Report it if it stops again."
    with _without_upload(failed):
        failed.save(update_fields=["state", "finished_at", "error_code", "error", "mend", "content"])


def _run_or_fail(
    running: ImportFile, opened: OpenFile, *, by: Actor, progress: Progress, agree: Agree
) -> ImportFile:
    try:
        return _run(running, opened, by=by, progress=progress, agree=agree)
    except (TakenOver, DatabaseError):
        raise
    except Exception as error:
        give_up(running, error)
        raise


def _new(shop: Shop, name: str, *, by: Actor) -> ImportFile:
    return ImportFile.objects.create(
        organisation_id=shop.organisation_id, shop=shop, name=name, by=str(by), created_at=clock.now()
    )


def _refuse(refused: ImportFile, refusal: Refused, *, by: Actor) -> ImportFile:
    refused.state, refused.finished_at = "refused", clock.now()
    refused.error_code, refused.mend = refusal.code, refusal.mend
    refused.error = storable(refusal.message)
    with _without_upload(refused):
        refused.save()
    _tell("import_refused", refused, {"code": refusal.code}, by=by)
    return refused


def _run(running: ImportFile, opened: OpenFile, *, by: Actor, progress: Progress, agree: Agree) -> ImportFile:
    shop = running.shop
    with held_while_running("import_file", running.pk, patience_s=ORPHAN_ENDS_WITHIN_S) as held:
        if not held or not _is_open(running):
            raise TakenOver(running.name)
        source = _start(running, opened, by=by)
        try:
            with seldom_collecting(), closing(opened.entries()) as entries:
                rest = islice(entries, running.consumed, None)
                for batch in _batches(rest, opened.kind):
                    if running.consumed == 0 and not _may_go_in(running, batch, agree):
                        return _put_off(running, by=by)
                    take_batch(running, shop, source, batch, position=opened.position, by=by)
                    progress(running)
        except Refused as refusal:
            return _refuse(running, refusal, by=by)
        _finish(running)
    counts = {name: getattr(running, name) for name in COUNTS}
    _tell("import_finished", running, counts, by=by)
    return running


def _may_go_in(running: ImportFile, batch: list[Entry], agree: Agree) -> bool:
    """Note what speaks against this shop, before the first row; whether the file goes in nevertheless."""
    records = [entry for entry in batch if isinstance(entry, Record)]
    running.doubts = doubts_about(running.shop, records)
    running.save(update_fields=["doubts"])
    if running.asks:
        return not any(doubt["shop"] for doubt in running.doubts)
    return not running.doubts or agree(running)


def _put_off(running: ImportFile, *, by: Actor) -> ImportFile:
    if not running.asks:
        return _refuse(running, discarded(), by=by)
    running.state = "asking"
    running.save(update_fields=["state"])
    return running


def _is_open(running: ImportFile) -> bool:
    """Whether there is still something to do, now that nobody else can be at it."""
    running.refresh_from_db(fields=["state", "consumed", "progress", *COUNTS])
    return running.state in ("waiting", "running", "failed")


def _finish(running: ImportFile) -> None:
    """Done. The upload itself goes: its rows and mails are kept one by one, personal columns apart."""
    running.state, running.finished_at, running.progress = "done", clock.now(), running.size
    with _without_upload(running):
        running.save(update_fields=["state", "finished_at", "progress", "content"])


@contextmanager
def _without_upload(ended: ImportFile) -> Iterator[None]:
    upload = ended.content_id
    ended.content = None
    with transaction.atomic():
        yield
        if upload is not None:
            forget_contents([upload])


def _start(running: ImportFile, opened: OpenFile, *, by: Actor) -> Source:
    running.kind, running.encoding, running.size = opened.kind, opened.encoding, opened.size
    running.sha256, running.state = opened.sha256, "running"
    running.started_at = running.started_at or clock.now()
    running.header_id = keep_header(running.organisation_id, opened.header) if opened.header else None
    running.save(update_fields=["kind", "encoding", "size", "sha256", "state", "started_at", "header"])
    if running.consumed == 0:
        _tell("import_started", running, {"kind": opened.kind, "size": opened.size}, by=by)
    if opened.kind == MAIL:
        return mail_source(running.shop, running.pk)
    return Source(
        organisation_id=running.organisation_id,
        seller_account_id=running.shop.seller_account_id,
        kind=opened.kind,
        import_file_id=running.pk,
        header_id=running.header_id,
    )


def _batches(entries: Iterator[Entry], kind: str) -> Iterator[list[Entry]]:
    most = MAILS_AT_ONCE if kind == MAIL else ROWS_AT_ONCE
    batch: list[Entry] = []
    octets = 0
    for entry in entries:
        batch.append(entry)
        octets += _weight(entry)
        if len(batch) >= most or octets >= OCTETS_AT_ONCE:
            yield batch
            batch, octets = [], 0
    if batch:
        yield batch


def _weight(entry: Entry) -> int:
    """Roughly how much memory an entry takes, in bytes: only what can be large counts."""
    octets = getattr(entry, "octets", None)
    if octets is not None:
        return 3 * len(octets)
    return 4 * sum(map(len, getattr(entry, "values", None) or ()))


def _tell(verb: str, import_file: ImportFile, detail: dict[str, object], *, by: Actor) -> None:
    record(actor=by, verb=verb, subject_type="import_file", subject_id=import_file.pk, detail=detail)
