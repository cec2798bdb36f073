"""Reading imports: the list, how far a file is, and what was rejected."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from amends.accounts.models import Shop
from amends.core import clock
from amends.core.clock import rfc3339
from amends.core.errors import NotFound
from amends.imports.models import ImportFile, ImportReject, QuarantinedMail

# An asking file rests until a person has decided; then it goes on.
AT_REST = frozenset({"done", "refused", "failed", "asking"})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is. `percent` is None while its size says nothing; `rate` is rows per second."""

    file: ImportFile
    percent: int | None
    rate: int
    ended: bool


def progress_of(file: ImportFile) -> Progress:
    """Judge the counters of a file at this moment."""
    percent = min(100, file.progress * 100 // file.size) if file.size else None
    until = file.finished_at or clock.now()
    seconds = (until - file.started_at).total_seconds() if file.started_at else 0
    return Progress(file, percent, int(file.rows / seconds) if seconds > 0 else 0, file.state in AT_REST)


def import_files(
    organisation_id: int, shop_ids: Collection[int], *, before_id: int | None = None, size: int = 50
) -> list[ImportFile]:
    """The newest files of these shops, at most `size`."""
    files = ImportFile.objects.filter(organisation_id=organisation_id, shop_id__in=list(shop_ids))
    if before_id is not None:
        files = files.filter(pk__lt=before_id)
    return list(files.order_by("-id")[:size])


def import_file_of(organisation_id: int, shop_ids: Collection[int], file_id: int) -> ImportFile:
    """One file. Raises NotFound, also where it belongs to another shop."""
    files = ImportFile.objects.filter(organisation_id=organisation_id, shop_id__in=list(shop_ids))
    file = files.select_related("shop", "header").filter(pk=file_id).first() if 0 <= file_id < 2**63 else None
    if file is None:
        raise NotFound("import_unknown", f"There is no import {file_id}.")
    return file


def rejects_of(file: ImportFile, *, after_id: int = 0, size: int = 100) -> list[ImportReject]:
    """Rejected rows in the order they were met, at most `size`."""
    return list(file.rejects.filter(pk__gt=after_id).order_by("id")[:size])


def quarantined_mails(
    organisation_id: int,
    shop_ids: Collection[int],
    *,
    state: str = "waiting",
    before_id: int | None = None,
    size: int = 50,
) -> list[QuarantinedMail]:
    """Mails of these shops that wait in quarantine (or `state`: dismissed), the newest first, at most `size`.

    `person` (sender, subject, place, words) is missing where its buyer was erased.
    """
    mails = QuarantinedMail.objects.filter(organisation_id=organisation_id, shop_id__in=list(shop_ids))
    mails = mails.filter(state=state).select_related("shop", "person", "content")
    if before_id is not None:
        mails = mails.filter(pk__lt=before_id)
    return list(mails.order_by("-id")[:size])


def quarantined_mail_of(organisation_id: int, shop_ids: Collection[int], mail_id: int) -> QuarantinedMail:
    """One mail that is or was in quarantine. Raises NotFound, also where it belongs to another shop."""
    mails = QuarantinedMail.objects.filter(organisation_id=organisation_id, shop_id__in=list(shop_ids))
    wanted = mails.select_related("shop", "person", "content")
    mail = wanted.filter(pk=mail_id).first() if 0 <= mail_id < 2**63 else None
    if mail is None:
        raise NotFound("quarantined_mail_unknown", f"There is no quarantined mail {mail_id}.")
    return mail


def quarantined_count(organisation_id: int, shop_ids: Collection[int]) -> int:
    """How many mails of these shops wait in quarantine."""
    mails = QuarantinedMail.objects.filter(organisation_id=organisation_id, shop_id__in=list(shop_ids))
    return mails.filter(state="waiting").count()


def import_facts(file: ImportFile, shop_code: str) -> dict[str, Any]:
    """A file as it leaves the program. Counts are rows; `doubts` name shops by their code where known."""
    codes = dict(Shop.objects.of(file.organisation_id).values_list("pk", "code")) if file.doubts else {}
    error = {"code": file.error_code, "message": file.error, "mend": file.mend} if file.error_code else None
    return {
        "id": file.pk,
        "name": file.name,
        "shop": shop_code,
        "state": file.state,
        "kind": file.kind or None,
        "encoding": file.encoding or None,
        "size": file.size,
        "percent": progress_of(file).percent,
        **{name: getattr(file, name) for name in ("rows", "created", "updated", "unchanged", "rejected")},
        "doubts": [doubt | {"shop": codes.get(doubt["shop"])} for doubt in file.doubts],
        "error": error,
        "created_at": rfc3339(file.created_at),
        "finished_at": rfc3339(file.finished_at),
    }
