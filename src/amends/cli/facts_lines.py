"""Sets of facts from a file or standard input: JSON, one set on each line, or one document of them."""

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from amends.core.errors import AmendsError, Refused


@dataclass(frozen=True, slots=True)
class FactsLine:
    """One set of facts as written, or why it cannot be read. `number` counts from 1."""

    number: int
    document: Any = None
    error: AmendsError | None = None


def facts_lines(place: str, most: int) -> Iterator[FactsLine]:
    """Each set, read as it comes, no line over `most` bytes. Raises Refused where there is no such file."""
    if place == "-":
        with nullcontext(sys.stdin.buffer) as source:
            yield from _lines(source, most)
        return
    try:
        opened = Path(place).open("rb")  # noqa: SIM115
    except OSError as error:
        reason = error.strerror or "not readable"
        raise Refused("file_unreadable", f"{place}: {reason}.", mend="Name a file of JSON lines.") from error
    with opened as source:
        yield from _lines(source, most)


def _lines(source: IO[bytes], most: int) -> Iterator[FactsLine]:
    first = source.readline(most + 1)
    if not _is_whole(first):
        # Not one set on a line: perhaps one document over many lines.
        rest = source.read(most)
        whole = _parsed(1, first + rest)
        if whole.error is None:
            yield from _of_document(whole.document)
            return
        yield from _each(iter([first, *rest.splitlines(keepends=True)]), most)
        return
    yield from _each(_raw_lines(first, source, most), most)


def _raw_lines(first: bytes, source: IO[bytes], most: int) -> Iterator[bytes]:
    raw = first
    while raw:
        yield raw
        if len(raw) > most and not raw.endswith(b"\n"):
            while (skipped := source.readline(most)) and not skipped.endswith(b"\n"):
                pass
        raw = source.readline(most + 1)


def _each(lines: Iterator[bytes], most: int) -> Iterator[FactsLine]:
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        if len(raw) > most:
            yield FactsLine(number, error=Refused("line_too_long", f"Line {number} is over {most} bytes."))
            continue
        line = _parsed(number, raw)
        if isinstance(line.document, list):
            yield from _of_document(line.document)
        else:
            yield line


def _of_document(document: Any) -> Iterator[FactsLine]:
    for number, one in enumerate(document if isinstance(document, list) else [document], 1):
        yield FactsLine(number, one)


def _is_whole(raw: bytes) -> bool:
    return not raw.strip() or _parsed(1, raw).error is None


def _parsed(number: int, raw: bytes) -> FactsLine:
    try:
        return FactsLine(
            number, json.loads(raw.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_refuse)
        )
    except (ValueError, RecursionError) as error:
        problem = Refused(
            "json_bad", f"Line {number} is no JSON: {error}.", mend="Write one JSON object on each line."
        )
        return FactsLine(number, error=problem)


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no number")
