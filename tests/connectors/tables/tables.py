"""Small table files and two made-up kinds, for tests of reading them."""

from pathlib import Path

from amends.connectors.tables.cells import BadRow, RawRow, normal_header
from amends.connectors.tables.recognise import HeaderShape
from amends.connectors.tables.table import Table, open_table


def shape(kind: str, required: list[list[str]], known: tuple[str, ...] = ()) -> HeaderShape:
    spelled = [name for group in required for name in group] + list(known)
    groups = tuple(frozenset(map(normal_header, group)) for group in required)
    return HeaderShape(
        kind, groups, frozenset(map(normal_header, spelled)), {normal_header(n): n for n in spelled}
    )


ORDERS = shape("orders", [["order-id"], ["sku"], ["quantity"]], ("product-name", "comment", "备注"))
CHINESE = shape("chinese", [["订单编号"], ["订单状态", "交易状态"]], ("总金额",))
SHAPES = [ORDERS, CHINESE]
HEADER = "order-id,sku,quantity,product-name\n"


def opened(tmp_path: Path, content: bytes | str, encoding: str = "utf-8") -> Table:
    """The table in a file of that content, whose name says nothing."""
    path = tmp_path / "file"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return open_table(path, SHAPES)


def cells(table: Table) -> list[list[object]]:
    """The cells of every row; a row that cannot be read fails the test."""
    rows = []
    for row in table.rows():
        assert isinstance(row, RawRow), row
        rows.append(list(row.cells))
    return rows


def outcomes(table: Table) -> list[tuple[int, str, str]]:
    """(line, reason, column) of every row, reason "" for a good one, then column is its first cell."""
    return [
        (row.line, row.reason, row.column) if isinstance(row, BadRow) else (row.line, "", str(row.cells[0]))
        for row in table.rows()
    ]
