"""The grid of a table as its form shows it: a page of rows, each cell with its field, error and choices."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from amends.policies.tables.fact_types import FactType
from amends.publishing.cell_writing import write_cell
from amends.publishing.editable_tables import EditableTable
from amends.publishing.row_changes import OTHERWISE, TypedRow, keys_of, mark, otherwise_fields
from amends.publishing.row_fields import Fields, fields_of, problems_in, refusals_in, write_outcome
from amends.web.language import is_english
from amends.web.table_words import code_said, fact_label, name_said

MOST_FIELDS = 800
LONGEST = 4_000
FEW = 6  # so many values of a choice are offered both as `a` and as `not a`
LIKE: Mapping[str, Promise] = {
    "duration": gettext_lazy("Write it like ≤ 30 days, 3..9 days or > 2 hours."),
    "money": gettext_lazy("Write it like ≤ 150 USD or 10..20 EUR."),
    "number": gettext_lazy("Write it like 3, ≤ 5 or 1..5."),
    "date": gettext_lazy("Write it like 2026-11-21 or ≥ 2026-11-21."),
    "moment": gettext_lazy("Write it like ≥ 2026-11-21T14:02:00Z."),
    "yes_no": gettext_lazy("Write yes or no."),
    "choice": gettext_lazy("Write one of the values, several with commas, or not and the values."),
    "code": gettext_lazy("Write a code without blanks, or several with commas."),
    "set": gettext_lazy("Write has a, b or lacks c."),
}
REFUSED: Mapping[str, Promise] = {
    "name_bad": gettext_lazy("Small letters, digits and _ only, a letter first."),
    "day_bad": gettext_lazy("This is no day of the calendar."),
    "text_missing": gettext_lazy("Say it in all three languages, or in none."),
    "then_missing": gettext_lazy("Say at least one outcome, or let a person decide."),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the grid. `choices` empty: a field to type in. `theirs`: what another person wrote."""

    name: str
    label: str
    text: str
    choices: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""
    mend: str = ""
    theirs: str | None = None


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row. `position` counts from 0 in the whole table; `clash` where two people changed it."""

    key: str
    position: int
    was: str
    cells: list[Cell]
    outcomes: list[Cell]
    details: list[Cell]
    texts: list[Cell]
    state: Cell
    clash: bool = False

    @property
    def is_otherwise(self) -> bool:
        """Whether it is what holds where no row does."""
        return self.key == OTHERWISE

    @property
    def has_errors(self) -> bool:
        """Whether a detail below the cells is wrong, so that it has to be opened."""
        return self.clash or any(cell.error for cell in (*self.details, *self.texts, self.state))


@dataclass(frozen=True, slots=True)
class Grid:
    """A page of a table. `typed` is what the form was sent with."""

    columns: list[tuple[str, str]]
    outcomes: list[tuple[str, str]]
    rows: list[GridRow]
    otherwise: GridRow | None
    page: int
    pages: int
    typed: Sequence[TypedRow] = ()

    @property
    def page_numbers(self) -> range:
        """Every page there is."""
        return range(1, self.pages + 1)

    @property
    def all_rows(self) -> list[GridRow]:
        """The rows of this page, what holds otherwise as the last."""
        return [*self.rows, *([self.otherwise] if self.otherwise else [])]

    def slots(self) -> Iterator[tuple[int, "Cell"]]:
        """Every field of the page with the number of its row."""
        for n, row in enumerate(self.all_rows):
            for cell in (*row.cells, *row.outcomes, *row.details, *row.texts, row.state):
                yield n, cell


def typed_rows(posted: QueryDict, table: EditableTable) -> list[TypedRow]:
    """The rows of a form that was sent: r0.key, r0.was, r0.c.days_kept …"""
    found = []
    names = [*fields_of({}, table)]
    for n in range(MOST_FIELDS):
        key = posted.get(f"r{n}.key")
        if key is None:
            break
        wanted = otherwise_fields(table) if key == OTHERWISE else names
        fields = {
            name: posted.get(f"r{n}.{name}", "").replace("\r\n", "\n").replace("\0", "").strip()[:LONGEST]
            for name in wanted
        }
        found.append(TypedRow(key, posted.get(f"r{n}.was", ""), fields))
    return found


def grid_of(
    table: EditableTable,
    *,
    page: int = 1,
    typed: Sequence[TypedRow] = (),
    clashes: Mapping[str, Fields] | None = None,
) -> Grid:
    """A page of the table; what was typed stands in place of what the table says."""
    by_key = {one.key: one for one in typed}
    size = max(5, MOST_FIELDS // (len(fields_of({}, table)) + 2))
    keys = keys_of(table)
    pages = max(1, -(-len(keys) // size))
    page = min(page, pages)
    shown = range((page - 1) * size, min(page * size, len(keys)))
    listed = [
        _row(table, keys[n], n, fields_of(table.rows[n].body, table), by_key, clashes or {}) for n in shown
    ]
    otherwise = (
        _row(table, OTHERWISE, len(keys), otherwise_fields(table), by_key, clashes or {})
        if page == pages
        else None
    )
    return Grid(
        columns=[(name, fact_label(table.book, name)) for name in table.columns],
        outcomes=[(name, name_said(name)) for name in table.outcomes],
        rows=listed,
        otherwise=otherwise,
        page=page,
        pages=pages,
        typed=typed,
    )


def _row(
    table: EditableTable,
    key: str,
    position: int,
    held: Fields,
    typed: Mapping[str, TypedRow],
    clashes: Mapping[str, Fields],
) -> GridRow:
    one = typed.get(key)
    fields = one.fields if one else held
    theirs = clashes.get(key)
    errors = _errors(fields, table, key)

    def cell(name: str, label: str, choices: list[tuple[str, str]] | None = None) -> Cell:
        text, error = fields.get(name, ""), errors.get(name, ("", ""))
        listed = choices or []
        if listed and text not in [code for code, _said in listed]:
            listed = [*listed, (text, text)]
        other = theirs.get(name, "") if theirs is not None else None
        return Cell(name, label, text, listed, *error, theirs=other if other != text else None)

    was = mark(held) if theirs is not None or one is None else one.was
    return GridRow(
        key=key,
        position=position,
        was=was,
        cells=[
            cell(f"c.{name}", fact_label(table.book, name), _choices(table.types[name], name))
            for name in table.columns
            if f"c.{name}" in fields
        ],
        outcomes=[
            cell(f"o.{name}", name_said(name), _outcome_choices(outcome.type, table, name))
            for name, outcome in table.outcomes.items()
        ],
        details=[cell(name, label) for name, label in _details() if name in fields],
        texts=[cell(f"text.{code}", label) for code, label in _LANGUAGES],
        state=cell("state", _("What happens"), _states(key == OTHERWISE)),
        clash=theirs is not None,
    )


def _errors(fields: Fields, table: EditableTable, key: str) -> dict[str, tuple[str, str]]:
    found = {
        name: (f"{_like(table, name)}", f"{error.message} {error.mend}".strip() if is_english() else "")
        for name, error in problems_in(fields, table)
        if name in fields and not (key == OTHERWISE and fields.get("state") != "decided")
    }
    if key != OTHERWISE:
        found |= {name: (str(REFUSED[code]), "") for name, code in refusals_in(fields, table)}
    return found


def _like(table: EditableTable, name: str) -> str:
    kind, _dot, inner = name.partition(".")
    of = table.types[inner] if kind == "c" else table.outcomes[inner].type
    return str(LIKE[of.kind])


def _choices(of: FactType, name: str) -> list[tuple[str, str]]:
    """What a select offers for a cell; nothing where it is typed."""
    if of.kind == "yes_no":
        return [("", "—"), ("yes", pgettext("fact", "yes")), ("no", pgettext("fact", "no"))]
    if of.kind != "choice" or of.values is None:
        return []
    plain = [(write_cell(value, of), code_said(value, name)) for value in of.values]
    others = [
        (write_cell({"not": value}, of), _("not %(name)s") % {"name": code_said(value, name)})
        for value in of.values
        if 2 < len(of.values) <= FEW
    ]
    return [("", "—"), *plain, *others]


def _outcome_choices(of: FactType, table: EditableTable, name: str) -> list[tuple[str, str]]:
    if of.kind == "yes_no":
        return [("", "—"), ("yes", pgettext("fact", "yes")), ("no", pgettext("fact", "no"))]
    if of.kind != "choice" or of.values is None:
        return []
    return [("", "—"), *((write_outcome(value, of), code_said(value, name)) for value in of.values)]


def _states(is_otherwise: bool) -> list[tuple[str, str]]:
    decided = ("decided", _("the outcomes here"))
    person = ("ask_a_person", _("a person decides"))
    if not is_otherwise:
        return [decided, person]
    return [
        ("", _("nothing: every case must be covered")),
        person,
        ("silent", _("we say nothing: law and marketplace hold")),
        decided,
    ]


def _details() -> Iterator[tuple[str, str]]:
    yield "id", _("Name of the row")
    yield "reason", _("Code of the reason")
    yield "from", pgettext("part of a row", "from")
    yield "until", pgettext("part of a row", "until")
    yield "marketplaces", pgettext("part of a row", "marketplaces")
    yield "countries", pgettext("part of a row", "countries")
    yield "not_countries", pgettext("part of a row", "not in")
    yield "shops", pgettext("part of a row", "shops")
    yield "fulfilment", pgettext("part of a row", "who ships")


_LANGUAGES = (("en", "English"), ("zh-Hans", "中文"), ("fr", "Français"))
