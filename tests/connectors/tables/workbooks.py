"""Spreadsheets made in memory, honest and hostile ones."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

import xlsxwriter

NAMES = ["order-id", "sku", "quantity", "product-name"]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(fill: Callable[[xlsxwriter.Workbook], object]) -> bytes:
    """The bytes of a workbook that `fill` has filled."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(book)
    book.close()
    return out.getvalue()


def sheet(*rows: list[object]) -> bytes:
    """A workbook of one sheet with these rows."""

    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)

    return workbook(fill)


def repacked(book: bytes, changed: Mapping[str, bytes], *, renamed: tuple[str, str] = ("", "")) -> bytes:
    """The same archive with the contents of some entries changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        contents = {name: old.read(name) for name in old.namelist()} | dict(changed)
        for name, content in contents.items():
            new.writestr(name.replace(*renamed) if renamed[0] else name, content)
    return out.getvalue()


def understated(book: bytes, name: str) -> bytes:
    """The archive with a directory that gives the entry of that name ten bytes."""
    lying = bytearray(book)
    lied = struct.pack("<I", 10)
    local = lying.find(name.encode()) - 30
    lying[local + 22 : local + 26] = lied
    central = lying.rfind(name.encode()) - 46
    lying[central + 24 : central + 28] = lied
    return bytes(lying)


def sheet_xml(rows: bytes) -> bytes:
    return f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode() + rows + b"</sheetData></worksheet>"


def strings_xml(*texts: bytes) -> bytes:
    strings = b"".join(b"<si><t>" + text + b"</t></si>" for text in texts)
    return f'<sst xmlns="{_MAIN}">'.encode() + strings + b"</sst>"
