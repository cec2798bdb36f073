"""A row that cannot be read takes no other row with it."""

import pytest

from amends.connectors.tables import lines
from amends.connectors.tables.cells import MAX_FIELD
from tests.connectors.tables.tables import HEADER, cells, opened, outcomes

TABS = HEADER.replace(",", "\t")


def test_a_quote_that_never_closes_is_the_fault_of_its_row_alone(tmp_path):
    table = opened(tmp_path, HEADER + '1,"24 monitor,2,x\n2,"fine",3,y\n3,plain,1,z\n4,"open\n5,end,1,1\n')
    assert outcomes(table) == [
        (2, "unclosed_quote", "sku"),
        (3, "", "2"),
        (4, "", "3"),
        (5, "unclosed_quote", "sku"),
        (6, "", "5"),
    ]


@pytest.mark.parametrize("text", ['24" monitor', '24"', 'a "quoted" word', 'ends with"', '"', '" "'])
def test_a_lone_quote_within_a_quoted_cell_is_kept_where_the_row_is_still_clear(tmp_path, text):
    table = opened(tmp_path, f'{HEADER}"1","{text}","2","x"\n"2","b","3","y"\n')
    assert cells(table) == [["1", text, "2", "x"], ["2", "b", "3", "y"]]


def test_lone_quotes_that_hide_a_cell_make_a_bad_row_and_no_short_one(tmp_path):
    table = opened(tmp_path, f'{HEADER}"1","24"" ,"x"\n"2","b","3","y"\n')
    assert outcomes(table) == [(2, "unclosed_quote", "quantity"), (3, "", "2")]


def test_a_quoted_cell_over_many_lines_is_one_cell(tmp_path):
    text = "\n".join(f"line {n}, with commas" for n in range(3000))
    table = opened(tmp_path, f'{HEADER}1,"{text}",2,x\n2,b,3,y\n')
    assert cells(table) == [["1", text, "2", "x"], ["2", "b", "3", "y"]]
    assert outcomes(table) == [(2, "", "1"), (3002, "", "2")]


def test_amazon_tab_files_keep_their_quotes(tmp_path):
    table = opened(tmp_path, TABS + '1\t"24" monitor\t2\t"x\n2\t"\t""\t"\n3\ta"b\t1\t"c" d\n')
    assert cells(table) == [
        ["1", '"24" monitor', "2", '"x'],
        ["2", '"', "", '"'],
        ["3", 'a"b', "1", '"c" d'],
    ]


def test_tab_files_saved_by_a_spreadsheet_lose_theirs(tmp_path):
    table = opened(tmp_path, TABS + '1\t"24"" monitor"\t2\t"a\nb"\n2\t"tab\there"\t1\t"c, d"\n3\te\t1\tf\n')
    assert cells(table) == [
        ["1", '24" monitor', "2", "a\nb"],
        ["2", "tab\there", "1", "c, d"],
        ["3", "e", "1", "f"],
    ]


@pytest.mark.parametrize(
    ("row", "reason", "column"),
    [
        (b"9,a\0b,1,x", "nul_byte", "sku"),
        (b"9,a\xffb,\xe4\xbd\xa0\xe5\xa5\xbd,x", "undecodable", "sku"),
        (b"9,a,1," + b"x" * (MAX_FIELD + 1), "field_too_long", "product-name"),
        (b'9,a,1,"' + b"x\n" * MAX_FIELD + b'"', "field_too_long", "product-name"),
        (b"9," + b"x" * 10_000_000 + b",1,x", "field_too_long", "sku"),
        (b"9," + b"x" * 40_000_000 + b",1,x", "field_too_long", "sku"),
        (b'9,"' + b"x" * 40_000_000 + b'",1,x', "field_too_long", "sku"),
        (b"9,a,1,x,y", "too_many_cells", "column 5"),
        (b"9,a,1,x" + b",y" * 1_000_000, "too_many_cells", "column 5"),
        (b"9" + b",y" * 20_000_000, "too_many_cells", "column 5"),
    ],
    ids=lambda value: value if isinstance(value, str) else len(value),
)
def test_the_rows_around_a_bad_one_are_read(tmp_path, row, reason, column):
    good = "1,甲,2,x\n".encode()
    table = opened(tmp_path, HEADER.encode() + good + row + b"\n" + good)
    first, bad, last = table.rows()
    assert first.cells == last.cells == ["1", "甲", "2", "x"]
    assert (bad.line, bad.reason, bad.column) == (3, reason, column)
    assert bad.raw.startswith("9,")
    assert len(bad.raw) <= 2000
    assert "\0" not in bad.raw


def test_long_texts_and_empty_surplus_are_fine(tmp_path):
    text = "x" * 200_000
    rows = f"1,{text},2,\n" + f'2,"{text}\n""",3,4\n' + "3" + "," * 3_000_000 + "\n"
    table = opened(tmp_path, HEADER + rows)
    assert cells(table) == [["1", text, "2", ""], ["2", text + '\n"', "3", "4"], ["3", "", "", ""]]


def test_utf16_with_half_a_character(tmp_path):
    good = "1,甲,2,x\n".encode("utf-16-le")
    content = b"\xff\xfe" + HEADER.encode("utf-16-le") + good + b"2\0,\0\x00\xd8,\x003\0\n\0" + good + b"9"
    assert outcomes(opened(tmp_path, content)) == [
        (2, "", "1"),
        (3, "undecodable", "sku"),
        (4, "", "1"),
        (5, "undecodable", "order-id"),
    ]


def test_many_rows_that_each_open_a_quote_are_read_in_one_go(tmp_path):
    """Each row reopens what the one before closed: no look ahead may read the rest of the file."""
    table = opened(tmp_path, HEADER + 'a","c\n' * 20_000 + 'end"\n')
    found = list(table.rows())
    assert len(found) == 20_001
    assert {row.reason for row in found[:-1]} == {"unclosed_quote"}


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_a_line_too_long_to_hold_is_passed_over_wherever_blocks_end(tmp_path, monkeypatch, size):
    monkeypatch.setattr(lines, "CHUNK", size)
    monkeypatch.setattr(lines.LineReader.__init__, "__defaults__", (50,))
    table = opened(tmp_path, f"{HEADER}1,a,2,x\r\n2,{'b' * 200}\r\n3,c,4,y\r\n")
    assert outcomes(table) == [(2, "", "1"), (3, "field_too_long", "sku"), (4, "", "3")]
