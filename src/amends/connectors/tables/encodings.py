"""What encoding a text file is in, told by its bytes: evidence gathered block by block in one pass."""

import codecs
import io
import re

SAMPLE = 256 * 1024
"""Bytes of not-UTF-8 text that are looked at to tell GB18030 from Windows-1252."""
MARK = "\udcff"
"""Stands where bytes were no text: no text that was read correctly holds it."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ENOUGH = 10_000

_FIRST_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH = bytes(range(0x80, 0x100))
_RUN = re.compile(rb"[\x80-\xff]+")

# How high bytes stand together. In GB text pairs follow pairs, mostly of the 3,755 common characters (lead
# byte up to D7); in Latin text a high byte stands alone between letters, or two lowercase ones ("öß") do.
_TOKENS = re.compile(
    rb"(?P<four>[\x81-\xfe][0-9][\x81-\xfe][0-9])"
    rb"|(?P<inner>(?<=[A-Za-z])[\xc0-\xff]{2}(?=[A-Za-z]))"
    rb"|(?P<common>[\xb0-\xd7][\xa1-\xfe])"
    rb"|(?P<sign>[\xa1-\xa9][\xa1-\xfe])"
    rb"|(?P<rare>[\xd8-\xf7][\xa1-\xfe])"
    rb"|(?P<wide>[\x81-\xfe][\x80-\xfe])"
    rb"|(?P<lettered>[\x80-\xff][A-Za-z])"
    rb"|(?P<signed>[\x81-\xfe][@\[-`{-~])"
    rb"|(?P<alone>[\x80-\xff])"
)
_WEIGHTS = {
    "four": 2.0,
    "common": 1.0,
    "sign": 0.6,
    "rare": 0.2,
    "wide": 0.5,
    "signed": 0.0,
    "inner": -1.0,
    "lettered": -1.0,
    "alone": -1.5,
}
_PAIRS = frozenset(("common", "sign", "rare", "wide"))


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.encoding == "charmap":
        return chr(error.object[error.start]), error.start + 1
    # A byte at a time, so that no line break is taken along; UTF-16 has two-byte units.
    return MARK, error.end if error.encoding.startswith("utf-16") else error.start + 1


codecs.register_error("amends-mark", _mark)


def bom_encoding(head: bytes) -> tuple[str, str, int] | None:
    """(name, codec, length of the mark) where the file begins with a byte order mark."""
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name, {"utf-8-sig": "utf-8"}.get(name, _utf16(bom)), len(bom)
    return None


def _utf16(bom: bytes) -> str:
    return "utf-16-le" if bom == codecs.BOM_UTF16_LE else "utf-16-be"


def utf16_without_bom(head: bytes) -> str | None:
    """utf-16-le or utf-16-be where NULs stand at every second place only, as ASCII in UTF-16 does."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    few, many = sorted((even, odd))
    if many < 2 or many * 100 < len(head) or few * 10 > many:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def text_decoder(codec: str) -> io.IncrementalNewlineDecoder:
    """Decodes piece by piece; every kind of line break becomes \\n, undecodable bytes become MARK.

    Windows-1252 has a character for every byte: its five undefined ones become control characters.
    """
    decoder = codecs.getincrementaldecoder(codec)("amends-mark")
    return io.IncrementalNewlineDecoder(decoder, translate=True)


class Evidence:
    """Counts what speaks for UTF-8, and keeps a sample of what does not."""

    def __init__(self) -> None:
        self.valid = 0  # high bytes that are part of well-formed UTF-8
        self.invalid = 0
        self._sample = bytearray()
        self._carry = b""

    def add(self, block: bytes) -> None:
        """Takes the next block of the file."""
        if (not self._carry and block.isascii()) or self._settled():
            return
        block = self._carry + block
        try:
            _, used = codecs.utf_8_decode(block, "strict", False)
            self.valid += _high_bytes(block[:used])
        except UnicodeDecodeError:
            text, used = codecs.utf_8_decode(block, "ignore", False)
            sampled = len(self._sample) >= SAMPLE  # enough was looked at closely
            valid = _high_bytes(text.encode()) if sampled else _well_formed(block[:used])
            self.valid += valid
            self.invalid += _high_bytes(block[:used]) - valid
            self._keep(block)
        self._carry = block[used:]

    def _settled(self) -> bool:
        """Whether so much is no UTF-8 that the rest cannot change it: counting it all would take long."""
        return self.invalid > _ENOUGH and self.valid < self.invalid and len(self._sample) >= SAMPLE

    def _keep(self, block: bytes) -> None:
        if len(self._sample) >= SAMPLE:
            return
        for line in block.split(b"\n"):
            if first := _FIRST_HIGH.search(line):
                begin = max(0, first.start() - 16)
                self._sample += line[begin : begin + SAMPLE // 8] + b"\n"
            if len(self._sample) >= SAMPLE:
                return

    def candidates(self) -> list[str]:
        """The encodings the file may be in, the most likely first. A header with its names may overrule."""
        invalid = self.invalid + len(self._carry)
        if not invalid:
            return ["utf-8"]
        sample = bytes(self._sample) + self._carry
        eight_bit = ["gb18030", "windows-1252"] if looks_chinese(sample) else ["windows-1252", "gb18030"]
        if self._settled():
            return eight_bit
        if self.valid >= 2 * invalid:
            return ["utf-8", *eight_bit]
        return [*eight_bit, "utf-8"]


def looks_chinese(sample: bytes) -> bool:
    """Whether high bytes that are not UTF-8 stand as GB18030 text has them rather than as Latin text does."""
    speaks, end, kind = 0.0, -1, ""
    for token in _TOKENS.finditer(sample):
        in_run = token.start() == end and kind in _PAIRS
        end, kind = token.end(), str(token.lastgroup)
        if not (in_run and kind == "lettered"):
            speaks += _WEIGHTS[kind]
    return speaks > 0.5


def _well_formed(block: bytes) -> int:
    """High bytes that are UTF-8 and not by chance, as pairs of GB18030 are: inside a run of high bytes that
    is not UTF-8 from end to end, only signs of three bytes and more count."""
    count = 0
    for run in _RUN.findall(block):
        try:
            run.decode()
            count += len(run)
        except UnicodeDecodeError:
            signs = run.decode(errors="ignore")
            count += sum(len(sign.encode()) for sign in signs if sign >= "\u0800")
    return count


def _high_bytes(block: bytes) -> int:
    return len(block) - len(block.translate(None, _HIGH))
