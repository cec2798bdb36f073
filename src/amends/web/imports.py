"""Files go in: the list, the upload, how far a file is, and what became of its rows."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from amends.accounts.models import Shop
from amends.core.errors import AmendsError, NotFound
from amends.imports.actions import receive_upload
from amends.imports.deciding import discard_import, go_on_import
from amends.imports.models import ImportFile, ImportReject
from amends.imports.queries import import_file_of, import_files, progress_of, rejects_of
from amends.imports.rejects import rejects_table
from amends.web.access import Reader, reads
from amends.web.doubt_sentences import doubts_shown
from amends.web.error_sentences import mend_for, sentence_for
from amends.web.reject_reasons import nearest_kinds, reason_for
from amends.web.shown import are_mixed
from amends.web.spreadsheets import spreadsheet

PAGE = 50
REJECTS = 100
POLL_AGAIN, POLLING_ENDED = 200, 286


@require_safe
@reads("see_imports")
def import_list(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /imports: the form, and the newest files with where they stand."""
    shops = reader.shops("see_imports")
    before = request.GET.get("before", "")
    files = import_files(
        reader.organisation_id,
        shops,
        before_id=int(before) if before.isdecimal() and len(before) < 19 else None,
        size=PAGE + 1,
    )
    rows = [_shown(file, reader) for file in files[:PAGE]]
    context = {
        "rows": rows,
        "zones_mixed": are_mixed(row["shop"].time_zone for row in rows),
        "running": any(not row["progress"].ended for row in rows),
        "older": files[PAGE - 1].pk if len(files) > PAGE else None,
        "upload_shops": list(reader.shops("import_file").values()),
        "chosen_shop": request.GET.get("shop", ""),
        "may_add_shop": reader.may("add_shop"),
    }
    part = request.headers.get("HX-Target") == "file-list"
    return render(request, "imports/files_part.html" if part else "imports/list.html", context)


@require_POST
@reads("import_file")
def upload_files(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """POST /imports/upload: every file is kept whole before the answer; a worker imports it."""
    wished = request.POST.get("shop", "")
    shop = next((each for each in reader.shops("import_file").values() if each.code == wished), None)
    if shop is None:
        raise NotFound("shop_unknown", f"There is no shop {wished}.")
    uploads = request.FILES.getlist("files")
    if not uploads:
        raise AmendsError("no_file_chosen", "No file was chosen.")
    by = reader.actor
    files = [receive_upload(shop, _name(upload), _pieces(upload), by=by, asks=True) for upload in uploads]
    if len(files) == 1:
        address = reverse("import", kwargs={"file_id": files[0].pk})
    else:
        address = reverse("imports")
        received = ngettext("%(n)s file received", "%(n)s files received", len(files)) % {"n": len(files)}
        messages.success(request, received)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _name(upload: "UploadedFile[Any]") -> str:
    return (upload.name or "file").replace("\0", "")[:300]


def _pieces(upload: "UploadedFile[Any]") -> Iterator[bytes]:
    yield from upload.chunks(1024 * 1024)


@require_safe
@reads("see_imports")
def import_page(request: HttpRequest, reader: Reader, *, file_id: int) -> HttpResponseBase:
    """GET /imports/7: progress while it runs, then the result."""
    file = _visible(reader, file_id)
    context = _shown(file, reader) | _with_rejects(request, file)
    return render(request, "imports/page.html", context)


@require_safe
@reads("see_imports")
def import_progress(request: HttpRequest, reader: Reader, *, file_id: int) -> HttpResponseBase:
    """GET /imports/7/progress: the part that is asked for each second until the file has ended."""
    file = _visible(reader, file_id)
    context = _shown(file, reader) | _with_rejects(request, file)
    ended = context["progress"].ended
    return render(request, "imports/result_part.html", context, status=POLLING_ENDED if ended else POLL_AGAIN)


@require_POST
@reads("import_file")
def import_go_on(request: HttpRequest, reader: Reader, *, file_id: int) -> HttpResponseBase:
    """POST /imports/7/go_on: take a file that seemed to be of another shop, here or (`shop`) there."""
    file = _visible(reader, file_id)
    wished = request.POST.get("shop", "")
    permitted = reader.shops("import_file").values()
    into = next((each for each in permitted if each.code == wished), None)
    if file.shop_id not in reader.shops("import_file") or (wished and into is None):
        raise NotFound("shop_unknown", f"There is no shop {wished}.")
    go_on_import(file, by=reader.actor, into=into)
    return redirect("import", file_id=file.pk)


@require_POST
@reads("import_file")
def import_discard(request: HttpRequest, reader: Reader, *, file_id: int) -> HttpResponseBase:
    """POST /imports/7/discard: take nothing of it."""
    file = _visible(reader, file_id)
    if file.shop_id not in reader.shops("import_file"):
        raise NotFound("import_unknown", f"There is no import {file_id}.")
    discard_import(file, by=reader.actor)
    return redirect("import", file_id=file.pk)


@require_safe
@reads("see_imports")
def import_rejects(request: HttpRequest, reader: Reader, *, file_id: int) -> HttpResponseBase:
    """GET /imports/7/rejects.csv: the rows to mend; formula cells are made harmless."""
    file = _visible(reader, file_id)
    return spreadsheet(rejects_table(file), f"{file.name}-rejects.csv", as_it_was=True)


def _visible(reader: Reader, file_id: int) -> ImportFile:
    return import_file_of(reader.organisation_id, list(reader.shops("see_imports")), file_id)


def _shown(file: ImportFile, reader: Reader) -> dict[str, Any]:
    return {
        "file": file,
        "shop": reader.every_shop[file.shop_id],
        "progress": progress_of(file),
        "error_sentence": sentence_for(file.error_code) or file.error,
        "error_mend": mend_for(file.error_code) or file.mend,
        "nearest": nearest_kinds(file.error) if file.error_code == "unknown_kind" else [],
        "counts": _bar(file),
        "doubts": doubts_shown(file, reader),
        "may_decide": file.shop_id in reader.shops("import_file"),
        "other_shops": _other_shops(file, reader) if file.state == "asking" else [],
    }


def _other_shops(file: ImportFile, reader: Reader) -> list[Shop]:
    """Where the file may go instead, the likely ones first."""
    likely = {doubt["shop"] for doubt in file.doubts}
    shops = [shop for pk, shop in reader.shops("import_file").items() if pk != file.shop_id]
    return sorted(shops, key=lambda shop: (shop.pk not in likely, shop.code))


def _bar(file: ImportFile) -> list[dict[str, Any]]:
    """The outcomes as pieces of a bar 1000 units wide; a small one stays visible."""
    pieces, x = [], 0.0
    for name in ("created", "updated", "unchanged", "rejected"):
        count = getattr(file, name)
        width = max(6.0, 1000 * count / file.rows) if count else 0.0
        pieces.append({"name": name, "count": count, "x": round(x, 1), "width": round(width, 1)})
        x += width
    whole = max(x, 1000.0)
    return pieces if whole == 1000.0 else [_scaled(piece, 1000.0 / whole) for piece in pieces]


def _scaled(piece: dict[str, Any], factor: float) -> dict[str, Any]:
    return piece | {"x": round(piece["x"] * factor, 1), "width": round(piece["width"] * factor, 1)}


def _with_rejects(request: HttpRequest, file: ImportFile) -> dict[str, Any]:
    after = request.GET.get("after", "")
    after_id = int(after) if after.isdecimal() and len(after) < 19 else 0
    rejects = rejects_of(file, after_id=after_id, size=REJECTS + 1) if file.rejected else []
    return {
        "rejects": [{"row": row, "faults": _faults(row)} for row in rejects[:REJECTS]],
        "more_rejects": rejects[REJECTS - 1].pk if len(rejects) > REJECTS else None,
        "after": after_id,
    }


def _faults(row: ImportReject) -> list[dict[str, str]]:
    """Everything that is wrong with the row: column, reason, and the exact words where they say more."""
    found = []
    for column, code, detail in row.faults or [(row.column, row.reason, row.detail)]:
        reason = reason_for(code, detail)
        found.append({"column": column, "reason": reason, "detail": detail if detail != reason else ""})
    return found
