"""A message's words in pieces: what is new stands open, quoted history and signatures are folded."""

from dataclasses import dataclass

from amends.connectors.mail.quoting import folds


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together; `kind` is quoted or signature for those to fold, else empty."""

    text: str
    kind: str = ""


def pieces(text: str) -> list[Piece]:
    """The whole text in order, without empty lines at the edges of a piece."""
    found, at = [], 0
    for fold in folds(text):
        found += [Piece(text[at : fold.start]), Piece(text[fold.start : fold.end], fold.kind)]
        at = fold.end
    return [
        Piece(each.text.strip("\n"), each.kind) for each in [*found, Piece(text[at:])] if each.text.strip()
    ]
