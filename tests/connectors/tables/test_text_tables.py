import hashlib

import pytest

from tests.connectors.tables.tables import HEADER, cells, opened, outcomes

CHINESE = "订单编号,订单状态,总金额\n123,交易成功,10元\n"


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gb18030", "gb18030"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_every_encoding_with_every_delimiter_and_line_break(tmp_path, codec, name, delimiter, line_break):
    text = CHINESE.replace(",", delimiter).replace("\n", line_break)
    table = opened(tmp_path, text, codec)
    assert (table.kind, table.encoding, table.delimiter) == ("chinese", name, delimiter)
    assert table.header == ["订单编号", "订单状态", "总金额"]
    assert cells(table) == [["123", "交易成功", "10元"]]


def test_utf16_big_endian_with_a_mark(tmp_path):
    table = opened(tmp_path, b"\xfe\xff" + CHINESE.encode("utf-16-be"))
    assert (table.encoding, len(cells(table))) == ("utf-16", 1)


def test_latin_text_with_bytes_that_windows_never_defined(tmp_path):
    table = opened(tmp_path, HEADER.encode() + b"1,caf\xe9 \x80,\x81\x8d,d\xe9j\xe0 vu\n")
    assert table.encoding == "windows-1252"
    assert cells(table) == [["1", "café €", "\x81\x8d", "déjà vu"]]


def test_chinese_names_in_the_header_decide_between_encodings(tmp_path):
    content = "order-id,sku,quantity,备注\n".encode("gb18030") + b"1,\xe9t\xe9 \xe0 No\xebl,2,\n" * 50
    assert opened(tmp_path, content).encoding == "gb18030"


def test_chinese_text_under_a_plain_header(tmp_path):
    table = opened(tmp_path, HEADER + "1,红色,2,交易成功\n", "gb18030")
    assert table.encoding == "gb18030"
    assert cells(table) == [["1", "红色", "2", "交易成功"]]


def test_the_fingerprint_and_progress(tmp_path):
    content = (HEADER + "1,a,2,b\n" * 1000).encode()
    table = opened(tmp_path, content)
    assert (table.size, table.sha256) == (len(content), hashlib.sha256(content).digest())
    assert table.position == 0
    assert len(cells(table)) == 1000
    assert table.position == len(content)
    assert len(cells(table)) == 1000


@pytest.mark.parametrize(
    ("junk", "line"),
    [
        (",,,,\n", 2),
        ("\n\n\n", 4),
        ("sep=,\n", 2),
        ("Report of May\n\nAccount: a, b\n", 4),
        ('"A title over\ntwo lines"\n', 3),
        ('"A title with a lone quote\n', 2),
        ("\ufeff\n", 2),
    ],
)
def test_lines_before_the_header(tmp_path, junk, line):
    table = opened(tmp_path, junk + HEADER + "1,a,2,b\n")
    assert table.header_line == line
    assert outcomes(table) == [(line + 1, "", "1")]


def test_a_header_beyond_the_first_thirty_rows_is_not_looked_for(tmp_path):
    assert opened(tmp_path, "x\n\n" * 29 + HEADER).header_line == 59
    with pytest.raises(Exception, match="No header row"):
        opened(tmp_path, "x\n\n" * 30 + HEADER)


def test_the_header_is_kept_as_written(tmp_path):
    table = opened(tmp_path, '\ufeff"Order-ID ",SKU , Quantity,"two\nlines",\nx,y,z,u,v\n')
    assert table.header == ["Order-ID", "SKU", "Quantity", "two\nlines", ""]
    assert cells(table) == [["x", "y", "z", "u", "v"]]
    assert outcomes(table) == [(3, "", "x")]


def test_header_only_is_a_table_without_rows(tmp_path):
    assert cells(opened(tmp_path, HEADER)) == []
    assert cells(opened(tmp_path, HEADER.rstrip())) == []


def test_rows_are_made_as_wide_as_the_header_and_empty_ones_left_out(tmp_path):
    table = opened(tmp_path, HEADER + '1\n,,,\n  ,\t,,\n\n"","",,\n2,,,,,,\n  ,a,b,c\n\x1a')
    assert cells(table) == [["1", "", "", ""], ["2", "", "", ""], ["  ", "a", "b", "c"]]


def test_separators_that_are_no_line_breaks_stay_in_the_text(tmp_path):
    text = "a\u2028b\x0bc\x0cd\x1ce\x85f"
    assert cells(opened(tmp_path, f"{HEADER}1,{text},2,3\n"))[0][1] == text


def test_mixed_line_breaks(tmp_path):
    table = opened(tmp_path, HEADER + "1,a\r\n2,b\r3,c\n\r4,d")
    assert outcomes(table) == [(2, "", "1"), (3, "", "2"), (4, "", "3"), (6, "", "4")]


def test_cells_are_text_as_it_stands(tmp_path):
    row = ['="0123"', "'138001", "=1+1", "<script>alert(1)</script>", "\u202eabc", "😀", "１２３"]
    table = opened(tmp_path, "order-id,sku,quantity,a,b,c,d\n" + ",".join(row) + "\n")
    assert cells(table) == [row]


def test_a_file_that_goes_on_over_many_blocks(tmp_path):
    rows = [f'{n},"s""ku\n{n}",{"é" * (n % 50)},x{n}' for n in range(30_000)]
    table = opened(tmp_path, HEADER + "\r\n".join(rows))
    read = cells(table)
    assert len(read) == 30_000
    assert all(row == [str(n), f's"ku\n{n}', "é" * (n % 50), f"x{n}"] for n, row in enumerate(read))
