"""Whatever was written by the rules is read back."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.connectors.tables import lines
from tests.connectors.tables.tables import cells, opened

NAMES = ["order-id", "sku", "quantity", "备注"]
anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\x1a"), max_size=12)
awkward = st.text(st.sampled_from('",;\t|\n a1é中="'), max_size=8)
rows_of = st.lists(st.lists(anything | awkward, min_size=4, max_size=4), max_size=12)
round_trip = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(lines, "CHUNK", 13)


def told(rows):
    return [row for row in rows if any(cell.strip() for cell in row)]


@round_trip
@given(
    rows=rows_of,
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]),
    delimiter=st.sampled_from(",;|"),
    line_break=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_csv(tmp_path, rows, codec, delimiter, line_break, quoting):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=quoting)
    writer.writerows([NAMES, *rows])
    table = opened(tmp_path, out.getvalue().replace("\n", line_break), codec)
    assert table.header == NAMES
    assert cells(table) == told(rows)


bare = st.text(st.characters(exclude_categories=["Cs"], exclude_characters='\0\r\n\t"\x1a'), max_size=12)
lone = st.builds("{}{}{}".format, bare, st.sampled_from(["", '"']), bare.filter(lambda text: '"' not in text))


@round_trip
@given(
    rows=st.lists(st.lists(lone, min_size=4, max_size=4), max_size=12),
    codec=st.sampled_from(["utf-8", "utf-16", "gb18030"]),
)
def test_bare_tab_files_with_lone_quotes(tmp_path, rows, codec):
    rows = [[f"A{n}", *row] for n, row in enumerate(rows)]
    text = "".join("\t".join(row) + "\n" for row in [["order-id", *NAMES], *rows])
    assert cells(opened(tmp_path, text, codec)) == rows


# A line of a cell that has as many tabs as a row would be taken for one.
inner = st.text(st.sampled_from(' ab"\té'), max_size=8) | st.text(st.sampled_from(' ab"\né'), max_size=8)


@round_trip
@given(rows=st.lists(inner, max_size=12))
def test_tab_files_as_a_spreadsheet_saves_them(tmp_path, rows):
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    written = [[f"A{n}", text, "2", "end"] for n, text in enumerate(rows)]
    writer.writerows([NAMES, *written])
    assert cells(opened(tmp_path, out.getvalue())) == written


@round_trip
@given(content=st.binary(max_size=300), codec=st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_whatever_follows_a_header_is_read_to_the_end(tmp_path, content, codec):
    header = ",".join(NAMES[:3] + ["备注"] * (codec != "utf-8")) + "\n"
    table = opened(tmp_path, header.encode(codec) + content + "\nlast,row,1\n".encode(codec)[-22:])
    found = list(table.rows())
    assert [row.line for row in found] == sorted({row.line for row in found})
    assert table.position == table.size
