"""Spreadsheets made to do harm are refused; none hangs or takes memory."""

import sys

import pytest

from amends.connectors.tables import spreadsheet, xlsx_child
from amends.connectors.tables.archive import TooLarge, check_size
from amends.core.errors import Refused
from tests.connectors.tables.tables import opened, outcomes
from tests.connectors.tables.workbooks import (
    NAMES,
    repacked,
    sheet,
    sheet_xml,
    strings_xml,
    understated,
    workbook,
)

GOOD = sheet(NAMES, ["1", "a", 2, "x"])
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
ENTITIES = b"".join(
    b'<!ENTITY e%d "%s">' % (level, b"&e%d;" % (level - 1) * 10 if level else b"lol") for level in range(12)
)
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [' + ENTITIES + b"]>"


def bomb():
    return repacked(GOOD, {"xl/media/image.png": bytes(120 << 20)})


def far_corner(book):
    page = book.add_worksheet()
    page.write_row(0, 0, NAMES)
    page.write(1048575, 16383, "x")


def one_text_in_every_cell():
    cell = b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>'
    rows = b"".join(cell % (number, number) for number in range(1, 20_000))
    return repacked(GOOD, {STRINGS: strings_xml(b"a" * 900_000), SHEET: sheet_xml(rows)})


def entities_in_a_cell():
    row = b'<row r="1"><c r="A1" t="str"><v>&e11;</v></c></row>'
    return repacked(GOOD, {SHEET: LAUGHS + sheet_xml(row)})


HOSTILE = {
    "bomb": (bomb, "spreadsheet_too_large"),
    "lying bomb": (lambda: understated(bomb(), "xl/media/image.png"), "spreadsheet_too_large"),
    "sheet bomb": (lambda: repacked(GOOD, {SHEET: sheet_xml(b" " * (101 << 20))}), "spreadsheet_too_large"),
    "entries": (lambda: repacked(GOOD, {f"e{n}": b"" for n in range(10_001)}), "spreadsheet_too_large"),
    "shared entities": (
        lambda: repacked(GOOD, {STRINGS: LAUGHS + strings_xml(b"&e11;")}),
        "spreadsheet_unreadable",
    ),
    "entities": (entities_in_a_cell, "spreadsheet_unreadable"),
    "one long text in every cell": (one_text_in_every_cell, "spreadsheet_memory"),
    "a cell in the far corner": (lambda: workbook(far_corner), "spreadsheet_memory"),
    "cut in the middle": (lambda: GOOD[: len(GOOD) // 2], "spreadsheet_unreadable"),
    "cut sheet": (lambda: repacked(GOOD, {SHEET: sheet_xml(b"<row><c")[:-20]}), "spreadsheet_unreadable"),
    "damaged": (lambda: GOOD[:200] + bytes(400) + GOOD[600:], "spreadsheet_unreadable"),
    "no sheets": (lambda: repacked(GOOD, {"xl/workbook.xml": b"<workbook/>"}), "spreadsheet_unreadable"),
    "a zip of something else": (lambda: repacked(GOOD, {}, renamed=("xl/", "xq/")), "not_a_table"),
    "an empty zip": (lambda: b"PK\x05\x06" + bytes(18), "not_a_table"),
    "a zip for a sheet": (lambda: repacked(GOOD, {SHEET: GOOD}), "spreadsheet_unreadable"),
}


@pytest.mark.parametrize(("made", "code"), HOSTILE.values(), ids=HOSTILE)
def test_it_is_refused(tmp_path, made, code):
    with pytest.raises(Refused) as refused:
        opened(tmp_path, made())
    assert refused.value.code == code
    assert refused.value.mend


@pytest.mark.parametrize("ending", ["os.abort()", "os.kill(os.getpid(), 9)", "os.kill(os.getpid(), 24)"])
def test_a_child_that_the_system_ends_is_no_end_of_the_rows(tmp_path, monkeypatch, ending):
    """Out of memory it aborts, out of time the system sends signal 24: half the rows are not all rows."""
    table = opened(tmp_path, GOOD)
    dying = f'import os; print(\'["row", 2, ["1"]]\', flush=True); {ending}'
    monkeypatch.setattr(spreadsheet, "_command", lambda *_: [sys.executable, "-c", dying])
    rows = table.rows()
    assert next(rows).line == 2
    with pytest.raises(Refused) as refused:
        next(rows)
    assert refused.value.code == "spreadsheet_memory"


def test_what_the_child_may_use_is_bounded():
    assert xlsx_child.bounds()["RLIMIT_AS"] <= 1536 << 20
    assert 0 < xlsx_child.bounds()["RLIMIT_CPU"] <= 120


def test_a_text_too_long_for_a_cell_is_a_bad_row(tmp_path):
    row = (
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c><c r="B%d" t="s"><v>1</v></c><c r="C%d"><v>2</v></c></row>'
    )
    names = b"".join(
        b'<c r="%c1" t="inlineStr"><is><t>%s</t></is></c>' % (ord("A") + place, name.encode())
        for place, name in enumerate(NAMES)
    )
    rows = b'<row r="1">' + names + b"</row>" + row % (2, 2, 2, 2)
    content = repacked(GOOD, {SHEET: sheet_xml(rows), STRINGS: strings_xml(b"7", b"a" * 1_000_001)})
    assert outcomes(opened(tmp_path, content)) == [(2, "field_too_long", "sku")]


def test_the_size_is_counted_and_not_believed(tmp_path):
    path = tmp_path / "book"
    path.write_bytes(understated(repacked(GOOD, {"big": bytes(5000)}), "big"))
    with pytest.raises(TooLarge):
        check_size(path, 11_000)
    path.write_bytes(GOOD)
    assert "xl/workbook.xml" in check_size(path, 100_000)
