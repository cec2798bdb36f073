"""PNG files whose bytes depend on the picture alone, and on no version of a compression library."""

import re
import struct
import zlib

_RUN = re.compile(rb"(.)\1*", re.DOTALL)
_LENGTHS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
            163, 195, 227, 258)  # fmt: skip
_EXTRA = (0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0)


def png(rows: list[bytearray], palette: list[tuple[int, int, int]]) -> bytes:
    """The file of a picture given as rows of palette indexes."""
    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 3, 0, 0, 0)
    colours = b"".join(bytes(colour) for colour in palette)
    chunks = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", _packed(_filtered(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _filtered(rows: list[bytearray]) -> bytes:
    """Each row as its difference from the one above: mostly zeros."""
    above = bytearray(len(rows[0]))
    told = bytearray()
    for row in rows:
        told.append(2)
        told += bytes((here - there) & 255 for here, there in zip(row, above, strict=True))
        above = row
    return bytes(told)


def _packed(content: bytes) -> bytes:
    """A zlib stream of one deflate block with the fixed codes, in which only runs are shortened."""
    bits = _Bits()
    bits.add(0b011, 3)
    for run in _RUN.finditer(content):
        octet, rest = run[1][0], len(run[0]) - 1
        bits.literal(octet)
        while rest >= 3:
            length = min(rest, 258)
            bits.repeat(length)
            rest -= length
        for _ in range(rest):
            bits.literal(octet)
    bits.literal(256)
    return b"\x78\x01" + bits.octets() + struct.pack(">I", zlib.adler32(content))


class _Bits:
    """Bits, the lowest of each octet first; codes of the fixed alphabet, their highest first."""

    def __init__(self) -> None:
        self._told = bytearray()
        self._waiting = self._count = 0

    def add(self, value: int, count: int) -> None:
        self._waiting |= value << self._count
        self._count += count
        while self._count >= 8:
            self._told.append(self._waiting & 255)
            self._waiting >>= 8
            self._count -= 8

    def literal(self, symbol: int) -> None:
        code, count = _CODES[symbol]
        self.add(code, count)

    def repeat(self, length: int) -> None:
        """The octet before once more, `length` times."""
        place = max(i for i, least in enumerate(_LENGTHS) if least <= length)
        self.literal(257 + place)
        self.add(length - _LENGTHS[place], _EXTRA[place])
        self.add(0, 5)

    def octets(self) -> bytes:
        self.add(0, -self._count % 8)
        return bytes(self._told)


def _code(symbol: int) -> tuple[int, int]:
    if symbol < 144:
        code, count = 0x30 + symbol, 8
    elif symbol < 256:
        code, count = 0x190 + symbol - 144, 9
    elif symbol < 280:
        code, count = symbol - 256, 7
    else:
        code, count = 0xC0 + symbol - 280, 8
    return int(f"{code:0{count}b}"[::-1], 2), count


_CODES = [_code(symbol) for symbol in range(286)]
