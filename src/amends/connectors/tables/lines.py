"""A text file as blocks of whole lines, in bounded memory however long a line is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from amends.connectors.tables.cells import MAX_FIELD
from amends.connectors.tables.encodings import MARK, text_decoder
from amends.connectors.tables.found import Progress

CHUNK = 1 << 19
MAX_LINE = 16 << 20
"""Characters of one line that are held; of a longer one only the beginning."""


@dataclass(slots=True)
class Block:
    """Whole lines without their line breaks, \\n, \\r\\n or a lone \\r.

    `first` is the number of the first line. `sound`: all bytes were text, no NUL, no line longer than a field
    may be. `quoted`: a quote stands where a cell begins. `cut`: the block is the beginning of one line, too
    long to hold.
    """

    first: int
    lines: list[str]
    sound: bool
    quoted: bool
    cut: bool = False


class LineReader:
    """Reads `stream`, which stands after a byte order mark, in `codec`, and keeps `progress` up to date.

    `delimiter` is looked at only to tell where quotes begin a cell.
    """

    def __init__(
        self, stream: BinaryIO, codec: str, delimiter: str, progress: Progress, max_line: int = MAX_LINE
    ) -> None:
        self._stream = stream
        self._codec = codec
        self._opening = delimiter + '"'
        self._max = max_line
        self._progress = progress
        self._line = 1

    def blocks(self) -> Iterator[Block]:
        """The file's lines, in order."""
        pending, skipping = "", False
        for text in self._texts():
            start = text.find("\n") + 1 if skipping else 0
            if skipping and not start:
                continue
            skipping = False
            end = text.rfind("\n")
            if end >= start:
                yield self._block(pending + text[start:end])
                pending, start = "", end + 1
            pending += text[start:]
            if len(pending) > self._max:
                yield self._block(pending[:MAX_FIELD], cut=True)
                pending, skipping = "", True
        if pending not in ("", "\x1a"):  # the end mark of old programs
            yield self._block(pending)

    def _texts(self) -> Iterator[str]:
        decoder = text_decoder(self._codec)
        while chunk := self._stream.read(CHUNK):
            self._progress.position += len(chunk)
            yield decoder.decode(chunk)
        yield decoder.decode(b"", final=True)

    def _block(self, text: str, *, cut: bool = False) -> Block:
        lines = text.split("\n")
        sound = not cut and "\0" not in text and MARK not in text and len(text) <= MAX_FIELD
        quoted = self._opening in text or '\n"' in text or text.startswith('"')
        block = Block(self._line, lines, sound, quoted, cut)
        self._line += len(lines)
        return block
