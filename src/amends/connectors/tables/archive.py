"""The true size of a zip archive, counted while inflating: what its directory says may be a lie."""

import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

MAX_UNCOMPRESSED = 100 * 1024 * 1024
MAX_ENTRIES = 10_000
_PIECE = 1 << 20


class TooLarge(Exception):
    """The archive holds more than it may."""


def check_size(path: Path, limit: int = MAX_UNCOMPRESSED) -> list[str]:
    """The names in the archive, whose content is at most `limit` bytes.

    Raises TooLarge, or zipfile.BadZipFile where the archive is damaged or packed in a way no spreadsheet is.
    """
    if path.stat().st_size > limit:
        raise TooLarge
    with zipfile.ZipFile(path) as archive, path.open("rb") as stream:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > limit:
            raise TooLarge
        left = limit
        for entry in entries:
            left -= _inflated(stream, entry, left)
        return [entry.filename for entry in entries]


def _inflated(stream: BinaryIO, entry: zipfile.ZipInfo, limit: int) -> int:
    """The bytes one entry really holds; raises TooLarge over `limit`."""
    stream.seek(entry.header_offset)
    local = stream.read(30)
    if len(local) < 30 or not local.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile(entry.filename)
    if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(entry.filename)
    stream.seek(int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little"), 1)
    if entry.compress_type == zipfile.ZIP_STORED:
        size = entry.compress_size
    else:
        size = _deflated(stream, entry.compress_size, limit)
    if size > limit:
        raise TooLarge
    return size


def _deflated(stream: BinaryIO, packed: int, limit: int) -> int:
    inflater, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    while packed and not inflater.eof:
        piece = stream.read(min(packed, _PIECE))
        if not piece:
            break
        packed -= len(piece)
        while piece and not inflater.eof:
            size += len(inflater.decompress(piece, _PIECE))
            if size > limit:
                raise TooLarge
            piece = inflater.unconsumed_tail
    return size
