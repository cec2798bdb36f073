"""Files that go with a reply: put to the draft, taken away, downloaded to be handed in elsewhere."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from amends.cases.models import Case
from amends.core.errors import Refused
from amends.inbox.drafts import save_draft
from amends.inbox.queries import files_of_draft, find_reply_file
from amends.inbox.reply_files import attach_file, detach_file
from amends.web.access import Reader, reads
from amends.web.case_page import case_for_page
from amends.web.case_verbs import done
from amends.web.contents import download
from amends.web.form_errors import words_of
from amends.web.reply_typed import typed_in

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

PIECE = 1024 * 1024


@require_POST
@reads("work_case")
def case_attach(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
    """POST /desk/7/attach: files for the draft; those that cannot go are named, the others stay."""
    case = case_for_page(reader, case_id, "work_case")
    refused = attach_uploads(request, reader, case)
    return _answer(request, reader, case, refused)


@require_POST
@reads("work_case")
def reply_file_detach(request: HttpRequest, reader: Reader, *, reply_file_id: int) -> HttpResponseBase:
    """POST /desk/files/7/detach: the draft goes on without it."""
    case = case_for_page(reader, detach_file(reply_file_id, by=reader.actor).pk, "work_case")
    return _answer(request, reader, case, [])


@require_safe
@reads("see_cases")
def reply_file(request: HttpRequest, reader: Reader, *, reply_file_id: int) -> HttpResponseBase:
    """GET /desk/files/7"""
    found = find_reply_file(reply_file_id, by=reader.actor)
    return download(found.content, found.filename, found.media_type)


def attach_uploads(request: HttpRequest, reader: Reader, case: Case) -> list[str]:
    """Put every file of the form to the draft; what is said of those that cannot go."""
    refused = []
    for upload in request.FILES.getlist("files"):
        try:
            attach_file(case, (upload.name or "file")[:1000], _pieces(upload), by=reader.actor)
        except Refused as error:
            refused.append(f"{words_of(error)} ({upload.name or 'file'})")
    return refused


def _answer(request: HttpRequest, reader: Reader, case: Case, refused: list[str]) -> HttpResponseBase:
    """The files alone for a page that is open; without script the text is kept too, and the page comes."""
    if request.headers.get("HX-Request") == "true":
        context = {"files": files_of_draft(case, by=reader.actor), "refused": refused, "case": case}
        return render(request, "cases/reply_files.html", context)
    typed = typed_in(request)
    if typed.text.strip():
        save_draft(case, typed.text, template=typed.template, seen_message_id=typed.seen, by=reader.actor)
    for sentence in refused:
        messages.error(request, sentence)
    return done(request, reader, case.pk)


def _pieces(upload: "UploadedFile[Any]") -> Iterator[bytes]:
    yield from upload.chunks(PIECE)
