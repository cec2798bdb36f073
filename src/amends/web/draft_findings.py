"""What the checks find in a draft, as its pages show it: in words, with a link to the place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from amends.policies.tables.findings import Finding
from amends.publishing.checking import check_files
from amends.publishing.editable_tables import EditableTable, place_of
from amends.publishing.table_examples import example_number
from amends.releases.models import RulebookDraft
from amends.web.finding_words import finding_said

MOST = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding. `address` leads to its place, `act` and `row` say what one click can do about it."""

    level: str
    code: str
    title: str
    detail: str
    mend: str
    file: str
    line: int
    table: str
    row: str
    address: str


def findings_shown(draft: RulebookDraft, today: date) -> list[Shown]:
    """Everything the checks find in the draft, the worst first."""
    return shown(draft.pk, draft.files, check_files(draft.files, today, before=files_before(draft)))


def files_before(draft: RulebookDraft) -> Mapping[str, str]:
    """The packs that the draft began from."""
    return draft.base.files if draft.base is not None else {}


def shown(draft_id: int, files: Mapping[str, str], findings: Iterable[Finding]) -> list[Shown]:
    """Findings in words, at most so many."""
    return [_shown(draft_id, files, one) for one in list(findings)[:MOST]]


def _shown(draft_id: int, files: Mapping[str, str], one: Finding) -> Shown:
    said = finding_said(one)
    return Shown(
        level=one.level,
        code=one.code,
        title=said["title"],
        detail=said["detail"],
        mend=said["mend"],
        file=one.file,
        line=one.line,
        table=one.table,
        row=one.row,
        address=_address(draft_id, files, one),
    )


def _address(draft_id: int, files: Mapping[str, str], one: Finding) -> str:
    """Where it is mended: the row in the grid, else the line in the text; nowhere for the product's own."""
    if one.file not in files:
        return ""
    place = place_of(files[one.file], one.line)
    if place is not None:
        table, position = place
        return f"{reverse('rulebook_draft_table', args=[draft_id, table])}?at={position}#row-{position}"
    return f"{reverse('rulebook_draft_pack', args=[draft_id, one.file])}?line={one.line}#text"


@dataclass(frozen=True, slots=True)
class Found(Shown):
    """A finding beside the grid: `position` of its row, the example that can follow, or the row to reach."""

    position: int | None = None
    example: int | None = None
    lacks: str = ""


def about_table(draft_id: int, text: str, table: EditableTable, findings: Iterable[Finding]) -> list[Found]:
    """What concerns a table that is being typed: `text` is its pack as it would be kept."""
    here = {one.id for one in table.book.tables if one.question == table.own.question}
    return [
        _beside(draft_id, text, table, one)
        for one in findings
        if one.file == table.own.pack or one.table in here or one.file.startswith(_folder(table.own.pack))
    ][:MOST]


def _beside(draft_id: int, text: str, table: EditableTable, one: Finding) -> Found:
    is_here = one.file == table.own.pack
    place = place_of(text, one.line) if is_here else None
    position = place[1] if place is not None and place[0] == table.own.id else None
    example = example_number(text, one.line) if is_here and one.code == "example_differs" else None
    is_lacking = one.code == "no_example" and one.table == table.own.id
    known = _shown(draft_id, {table.own.pack: text}, one)
    return Found(
        **{name: getattr(known, name) for name in Shown.__dataclass_fields__},
        position=position,
        example=example,
        lacks=one.row if is_lacking else "",
    )


def _folder(pack: str) -> str:
    return "/".join(pack.split("/")[:2])
