"""The grid of a seller's own decision table, with the checks beside it as it is typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.core import clock
from amends.core.errors import NotFound, Refused
from amends.policies.tables.findings import LEVELS, NOTE
from amends.publishing.actions import find_draft
from amends.publishing.checking import check_files
from amends.publishing.editable_tables import EditableTable, open_table
from amends.publishing.keeping import keep
from amends.publishing.new_tables import begin_table
from amends.publishing.row_changes import TypedRow, lay_over
from amends.publishing.row_fields import Fields, refusals_in
from amends.publishing.table_examples import add_example, take_outcome
from amends.releases.models import RulebookDraft
from amends.web.access import Reader, reads_whole
from amends.web.draft_findings import Found, about_table, files_before
from amends.web.form_errors import words_of
from amends.web.grid import Grid, GridRow, grid_of, typed_rows


@require_http_methods(["GET", "HEAD", "POST"])
@reads_whole("prepare_rulebook")
def table_edit(request: HttpRequest, reader: Reader, *, draft_id: int, table: str) -> HttpResponseBase:
    """/rulebook/drafts/7/tables/shop_return: the grid; check what is typed, keep it, move its rows."""
    draft = find_draft(draft_id, by=reader.actor)
    opened = open_table(draft.files, table)
    page = _page_number(request)
    if request.method != "POST":
        return _page(request, draft, opened, grid_of(opened, page=page))
    typed = typed_rows(request.POST, opened)
    if request.POST.get("do") == "check":
        return _check(request, draft, opened, typed)
    return _keep(request, reader, draft, opened, typed)


def _check(
    request: HttpRequest, draft: RulebookDraft, table: EditableTable, typed: list[TypedRow]
) -> HttpResponse:
    """The findings on what is typed, and the error of each cell, without keeping anything."""
    grid = grid_of(table, page=_page_number(request), typed=typed)
    laid = lay_over(table, [one for one in typed if not _is_refused(one, table)])
    marked_before = set(request.POST.get("marked", "")[:20_000].split())
    context = _checked(draft, table, laid.text)
    context |= {
        "draft": draft,
        "is_live": True,
        "is_typed": laid.text != table.text or any(_is_refused(one, table) for one in typed),
        "slots": [(n, cell) for n, cell in grid.slots() if cell.error or f"{n}:{cell.name}" in marked_before],
        "marked": marked(grid),
        "marks": list(_marks(grid, context["findings"])),
    }
    return render(request, "rulebook/grid_checks.html", context)


def _keep(
    request: HttpRequest, reader: Reader, draft: RulebookDraft, table: EditableTable, typed: list[TypedRow]
) -> HttpResponse:
    page, act, at = _page_number(request), *_act(request.POST)
    if any(_is_refused(one, table) for one in typed) or draft.state != "open":
        problem = _("Not kept yet: mend what is marked.")
        problem = problem if draft.state == "open" else _("This draft is no longer open.")
        return _page(request, draft, table, grid_of(table, page=page, typed=typed), problem=problem)
    clashes: dict[str, Fields] = {}

    def changes(files: Mapping[str, str]) -> dict[str, str | None] | None:
        now = open_table(files, table.own.id)
        laid = lay_over(now, typed, act, at)
        clashes.clear()
        clashes.update(laid.clashes)
        if laid.clashes or laid.text == now.text:
            return None
        return {now.own.pack: laid.text}

    try:
        kept = keep(draft.pk, changes, by=reader.actor)
    except Refused as error:
        return _page(request, draft, table, grid_of(table, page=page, typed=typed), problem=words_of(error))
    if clashes:
        fresh = find_draft(draft.pk, by=reader.actor)
        now = open_table(fresh.files, table.own.id)
        problem = _(
            "Somebody has changed the same rows meanwhile. Yours and theirs are shown: keep yours, or not."
        )
        return _page(
            request, fresh, now, grid_of(now, page=page, typed=typed, clashes=clashes), problem=problem
        )
    if kept is not None:
        messages.success(request, _("Kept in the draft."))
    address = reverse("rulebook_draft_table", args=[draft.pk, table.own.id])
    return redirect(f"{address}?page={page}" if page > 1 else address)


@require_POST
@reads_whole("prepare_rulebook")
def table_example(request: HttpRequest, reader: Reader, *, draft_id: int, table: str) -> HttpResponseBase:
    """POST /rulebook/drafts/7/tables/shop_return/example: take a new outcome over, or make one for a row."""
    draft = find_draft(draft_id, by=reader.actor)
    opened = open_table(draft.files, table)
    row, number = request.POST.get("row", ""), request.POST.get("number", "")
    pack = opened.own.pack

    def changes(files: Mapping[str, str]) -> dict[str, str | None]:
        if row:
            return {pack: add_example(files, pack, opened.own.id, row)}
        if not (number.isascii() and number.isdecimal() and len(number) < 6):
            raise NotFound("example_unknown", "There is no such example.")
        return {pack: take_outcome(files, pack, int(number))}

    keep(draft.pk, changes, by=reader.actor)
    done = _("An example for this row is added.") if row else _("The example says what comes out now.")
    messages.success(request, done)
    return redirect("rulebook_draft_table", draft.pk, opened.own.id)


def _page(
    request: HttpRequest, draft: RulebookDraft, table: EditableTable, grid: Grid, *, problem: str = ""
) -> HttpResponse:
    laid = lay_over(table, [one for one in grid.typed if not _is_refused(one, table)])
    found = _checked(draft, table, laid.text)
    context = found | {
        "shown_rows": list(_marks(grid, found["findings"])),
        "place": "drafts",
        "draft": draft,
        "is_open": draft.state == "open",
        "grid": grid,
        "table": table.own,
        "problem": problem,
        "as_text": request.GET.get("as_text") == "1",
        "at": request.GET.get("at", ""),
        "marked": marked(grid),
        "width": len(grid.columns) + len(grid.outcomes) + 2,
    }
    return render(request, "rulebook/draft_table.html", context, status=409 if problem else 200)


def _checked(draft: RulebookDraft, table: EditableTable, text: str) -> dict[str, Any]:
    files = {**draft.files, table.own.pack: text}
    if table.own.pack not in draft.files and text == table.text:
        files = dict(draft.files)
    findings = check_files({**files, table.own.pack: text}, clock.now().date(), before=files_before(draft))
    return {"findings": about_table(draft.pk, text, table, findings), "table": table.own}


@dataclass(frozen=True, slots=True)
class Mark:
    """How many findings a row has, and how bad the worst is."""

    row: GridRow
    position: int
    level: str
    count: int


def marked(grid: Grid) -> str:
    """The fields of the page that are wrong, so that the next check can take their errors away."""
    return " ".join(f"{n}:{cell.name}" for n, cell in grid.slots() if cell.error)


def _marks(grid: Grid, findings: list[Found]) -> Iterator[Mark]:
    """For each row of the page: its worst finding, and how many there are."""
    for row in grid.all_rows:
        levels = [one.level for one in findings if one.position == row.position and one.level != NOTE]
        worst = next((level for level in LEVELS if level in levels), "")
        yield Mark(row, row.position, worst, len(levels))


def _is_refused(one: TypedRow, table: EditableTable) -> bool:
    return any(refusals_in(one.fields, table)) if one.key != "otherwise" else False


def _act(posted: QueryDict) -> tuple[str, str]:
    act, _colon, at = posted.get("do", "").partition(":")
    return act, at


def _page_number(request: HttpRequest) -> int:
    said = request.POST.get("page") or request.GET.get("page", "1")
    return max(1, int(said)) if said.isascii() and said.isdecimal() and len(said) < 6 else 1


@require_POST
@reads_whole("prepare_rulebook")
def table_begin(request: HttpRequest, reader: Reader, *, draft_id: int) -> HttpResponseBase:
    """POST /rulebook/drafts/7/tables: a first table of the seller's own for a question."""
    draft = find_draft(draft_id, by=reader.actor)
    question = request.POST.get("question", "")
    begun: list[str] = []

    def changes(files: Mapping[str, str]) -> dict[str, str | None]:
        pack, text, table = begin_table(files, question, clock.now().date())
        begun[:] = [table]
        return {pack: text}

    keep(draft.pk, changes, by=reader.actor)
    messages.success(request, _("The table is begun: one row, as kind as law and marketplace."))
    return redirect("rulebook_draft_table", draft.pk, begun[0])
