"""GET and POST /imports, GET /imports/{id} and its rejects, and the decision on a doubtful file."""

from collections.abc import Iterator
from typing import Any, Literal

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router, Schema, Status
from ninja.files import UploadedFile
from ninja.params.functions import File, Form, Header, Query

from amends.accounts.idempotency import fingerprint, once
from amends.api.auth import holder, reached
from amends.api.errors import FAULTS
from amends.api.paging import MOST, USUAL, number_read
from amends.imports.actions import receive_upload
from amends.imports.deciding import discard_import, go_on_import
from amends.imports.models import ImportFile
from amends.imports.queries import import_facts, import_file_of, import_files
from amends.imports.rejects import rejects_csv

router = Router(tags=["imports"])
PIECE = 1024 * 1024


class ImportsOut(Schema):
    """Files, the newest first; `next` is null on the last page."""

    imports: list[dict[str, Any]]
    next: str | None


@router.get("", response={200: ImportsOut, **FAULTS}, summary="Imported files, the newest first")
def list_imports(
    request: HttpRequest, shop: str = "", after: str = "", limit: int = Query(USUAL, ge=1, le=MOST)
) -> dict[str, Any]:
    shops = reached(request, "see_imports", shop)
    files = import_files(_organisation(request), shops, before_id=number_read(after), size=limit + 1)
    rows = [import_facts(file, shops[file.shop_id].code) for file in files[:limit]]
    return {"imports": rows, "next": str(files[limit - 1].pk) if len(files) > limit else None}


@router.post(
    "",
    response={202: dict[str, Any], 200: dict[str, Any], **FAULTS},
    summary="Hand in a file as downloaded; a worker imports it",
)
def receive(
    request: HttpRequest,
    file: UploadedFile = File(...),  # noqa: B008 how the framework is told
    shop: str = Form(...),
    if_doubtful: Literal["take", "ask"] = Form("take"),
    idempotency_key: str = Header("", alias="Idempotency-Key"),
) -> Status[dict[str, Any]]:
    """202 and the file, waiting: ask GET /imports/{id} how far it is. 200 for a key sent before.

    A file that seems to be of another shop is taken and its `doubts` are named; with `if_doubtful=ask` it
    waits in the state asking until somebody decides.
    """
    came_with = holder(request)
    (chosen,) = reached(request, "import_file", shop).values()
    name = (file.name or "file").replace("\0", "")[:300]

    def keep() -> int:
        asks = if_doubtful == "ask"
        return receive_upload(chosen, name, file.chunks(PIECE), by=came_with.actor, asks=asks).pk

    asked = fingerprint("import", chosen.code, name, if_doubtful, _octets(file)) if idempotency_key else b""
    made_id, again = once(came_with, idempotency_key, asked, keep)
    kept = ImportFile.objects.of(chosen.organisation_id).get(pk=made_id)
    return Status(200 if again else 202, import_facts(kept, chosen.code))


@router.get("/{file_id}", response={200: dict[str, Any], **FAULTS}, summary="How far a file is")
def show_import(request: HttpRequest, file_id: int) -> dict[str, Any]:
    file = _file(request, file_id, "see_imports")
    return import_facts(file, file.shop.code)


@router.get("/{file_id}/rejects.csv", summary="The rows that could not be taken, to mend and hand in again")
def show_rejects(request: HttpRequest, file_id: int) -> StreamingHttpResponse:
    file = _file(request, file_id, "see_imports")
    pieces = (piece.encode("utf-8", "replace") for piece in rejects_csv(file))
    return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")


@router.post(
    "/{file_id}/go_on",
    response={200: dict[str, Any], **FAULTS},
    summary="Take a file that seemed to be of another shop, here or in the shop named",
)
def go_on(request: HttpRequest, file_id: int, shop: str = Form("")) -> dict[str, Any]:
    file = _file(request, file_id, "import_file")
    into = next(iter(reached(request, "import_file", shop).values())) if shop else None
    decided = go_on_import(file, by=holder(request).actor, into=into)
    return import_facts(decided, decided.shop.code)


@router.post(
    "/{file_id}/discard",
    response={200: dict[str, Any], **FAULTS},
    summary="Take nothing of a file that seemed to be of another shop",
)
def discard(request: HttpRequest, file_id: int) -> dict[str, Any]:
    file = _file(request, file_id, "import_file")
    return import_facts(discard_import(file, by=holder(request).actor), file.shop.code)


def _file(request: HttpRequest, file_id: int, verb: str) -> ImportFile:
    return import_file_of(_organisation(request), reached(request, verb), file_id)


def _organisation(request: HttpRequest) -> int:
    return holder(request).actor.organisation_id


def _octets(file: UploadedFile) -> Iterator[bytes]:
    yield from file.chunks(PIECE)
    file.seek(0)
