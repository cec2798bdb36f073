"""A message's words in pieces: what is new stands open, quoted history and signatures are folded."""

from collections.abc import Sequence
from dataclasses import dataclass

from amends.connectors.mail.quoting import folds
from amends.triage.deciding import Span

STRONG = 0.66


@dataclass(frozen=True, slots=True)
class Part:
    """Words that stand together; `mark` is strong or weak where they decided, else empty."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together; `kind` is quoted or signature for those to fold, else empty."""

    text: str
    kind: str = ""
    parts: tuple[Part, ...] = ()


def pieces(text: str, spans: Sequence[Span] = ()) -> list[Piece]:
    """The whole text in order, without empty lines at the edges of a piece; what `spans` cover is marked."""
    found, at = [], 0
    for fold in folds(text):
        found += [_piece(text, at, fold.start, "", spans), _piece(text, fold.start, fold.end, fold.kind, ())]
        at = fold.end
    return [each for each in [*found, _piece(text, at, len(text), "", spans)] if each.text.strip()]


def opening(text: str) -> str:
    """What is new in the beginning of a message; all of it where nothing is."""
    return "\n".join(each.text for each in pieces(text) if not each.kind) or text


def _piece(text: str, start: int, end: int, kind: str, spans: Sequence[Span]) -> Piece:
    while start < end and text[start] == "\n":
        start += 1
    while start < end and text[end - 1] == "\n":
        end -= 1
    return Piece(text[start:end], kind, tuple(marked_parts(text, start, end, spans)))


def marked_parts(text: str, start: int, end: int, spans: Sequence[Span]) -> list[Part]:
    """The text from `start` to `end`, cut where a span of the whole text begins or ends."""
    found, at = [], start
    for span in spans:
        first, last = max(at, span.start), min(end, span.end)
        if first < last:
            found.append(Part(text[at:first]))
            found.append(Part(text[first:last], "strong" if span.share >= STRONG else "weak"))
            at = last
    return [part for part in [*found, Part(text[at:end])] if part.text]
