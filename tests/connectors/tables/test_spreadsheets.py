from datetime import date, datetime, time, timedelta

import pytest

from amends.connectors.tables import spreadsheet
from amends.connectors.tables.cells import BadRow, RawRow
from amends.core.errors import Refused
from tests.connectors.tables.tables import cells, opened, outcomes
from tests.connectors.tables.workbooks import NAMES, sheet, workbook


def test_a_spreadsheet_is_a_table(tmp_path):
    content = sheet(
        ["Report"], [], [*NAMES, ""], ["1", "a", 2, "红色 😀"], [], ["0012", "b", 1.5, "\u202ex\u2028y"]
    )
    table = opened(tmp_path, content)
    assert (table.kind, table.encoding, table.delimiter) == ("orders", "xlsx", "")
    assert (table.header, table.header_line, table.size) == (NAMES, 3, len(content))
    assert list(table.rows()) == [
        RawRow(4, ["1", "a", 2.0, "红色 😀"]),
        RawRow(6, ["0012", "b", 1.5, "\u202ex\u2028y"]),
    ]
    assert table.position == table.size
    assert len(list(table.rows())) == 2


def test_what_a_sheet_has_in_its_cells(tmp_path):
    def fill(book):
        page = book.add_worksheet()
        page.write_row(0, 0, NAMES)
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        clock = book.add_format({"num_format": "hh:mm"})
        length = book.add_format({"num_format": "[h]:mm:ss"})
        page.write_datetime(1, 0, datetime.fromisoformat("2026-05-06T07:08:09"), moment)
        page.write_datetime(1, 1, date(1970, 1, 1), day)
        page.write_datetime(1, 2, time(3, 4), clock)
        page.write_datetime(1, 3, timedelta(hours=30), length)
        page.write_datetime(2, 0, datetime.fromisoformat("9999-12-31T23:59:00"), moment)
        page.write_number(2, 1, 9e15, day)
        page.write_boolean(2, 2, True)
        page.write_number(2, 3, 12345678901234600)
        page.write_formula(3, 0, '="a"&"b"', None, "ab")
        page.write_formula(3, 1, "=1+1", None, 2)
        page.write_string(3, 2, "=1+1")
        page.write_string(3, 3, "two\r\nlines\nor\rthree")

    assert cells(opened(tmp_path, workbook(fill))) == [
        [datetime.fromisoformat("2026-05-06T07:08:09"), date(1970, 1, 1), time(3, 4), "30:00:00"],
        [datetime.fromisoformat("9999-12-31T23:59:00"), 9e15, True, 12345678901234600.0],
        ["ab", 2.0, "=1+1", "two\nlines\nor\nthree"],
    ]


def test_the_first_sheet_with_a_known_header_is_taken(tmp_path):
    def fill(book):
        book.add_worksheet("notes").write(0, 0, "how to read this")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=notes!A1:A2"})
        book.add_chartsheet().set_chart(chart)
        book.add_worksheet("empty")
        page = book.add_worksheet("later")
        page.write_row(4, 3, NAMES)
        page.write_row(5, 3, ["1", "a", "2", "x"])
        book.add_worksheet("again").write_row(0, 0, NAMES)

    table = opened(tmp_path, workbook(fill))
    assert (table.header, table.header_line) == (NAMES, 5)
    assert outcomes(table) == [(6, "", "1")]


def test_cells_beyond_the_header(tmp_path):
    table = opened(tmp_path, sheet(NAMES, ["1", "a", 2, "x", " "], ["2", "b", 1, "y", 0], ["3", "c", 1, "z"]))
    good, wide, last = table.rows()
    assert isinstance(wide, BadRow)
    assert (wide.line, wide.reason, wide.column, wide.raw) == (
        3,
        "too_many_cells",
        "column 5",
        "2\tb\t1.0\ty\t0.0",
    )
    assert (good.line, last.line) == (2, 4)


def test_a_sheet_of_many_rows_is_read_in_order_and_again(tmp_path):
    table = opened(tmp_path, sheet(NAMES, *[[f"A{n}", "a", n, "x"] for n in range(3000)]))
    assert [row.line for row in table.rows()] == list(range(2, 3002))
    assert sum(1 for _ in table.rows()) == 3000


def test_a_reading_left_early_ends_its_process(tmp_path, monkeypatch):
    started = []

    class Watched(spreadsheet.subprocess.Popen):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            started.append(self)

    table = opened(tmp_path, sheet(NAMES, *[["1", "x" * 1000, n, "y"] for n in range(5000)]))
    monkeypatch.setattr(spreadsheet.subprocess, "Popen", Watched)
    rows = table.rows()
    next(rows)
    assert started[0].poll() is None
    rows.close()
    assert started[0].poll() is not None


def test_the_child_is_told_no_secrets(monkeypatch):
    monkeypatch.setenv("AMENDS_SECRET_KEY", "x")
    monkeypatch.setenv("DATABASE_URL", "x")
    assert not {"AMENDS_SECRET_KEY", "DATABASE_URL"} & set(spreadsheet._environment())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (sheet(), "empty_file"),
        (sheet(["a", "b"], [1, 2]), "unknown_kind"),
        (sheet([*NAMES, *[f"c{n}" for n in range(5000)]]), "too_many_columns"),
        (sheet([f"c{n}" for n in range(5001)]), "too_many_columns"),
    ],
)
def test_spreadsheets_without_a_table_are_refused(tmp_path, content, code):
    with pytest.raises(Refused) as refused:
        opened(tmp_path, content)
    assert refused.value.code == code


def test_a_sheet_as_wide_as_can_be_with_a_narrow_header_is_fine(tmp_path):
    content = sheet(NAMES, ["1", "a", 1, "x", *[" "] * 6000])
    assert cells(opened(tmp_path, content)) == [["1", "a", 1.0, "x"]]
