"""A text on its way out, read once: what all rules look at."""

from dataclasses import dataclass
from datetime import date

from amends.compliance.book import Book
from amends.compliance.findings import CaseFacts
from amends.compliance.folding import Folded, fold
from amends.compliance.matching import Hits, hits_of
from amends.compliance.units import Units, cut


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The text as given and folded, its units, the phrases in it, and what it is sent as."""

    original: str
    folded: Folded
    units: Units
    hits: Hits
    marketplace: str
    kind: str
    facts: CaseFacts | None
    on: date
    book: Book

    @property
    def text(self) -> str:
        return self.folded.text


def read_outgoing(
    text: str, *, marketplace: str, kind: str, facts: CaseFacts | None, on: date, book: Book
) -> Outgoing:
    """Fold, cut and search a text."""
    folded = fold(text)
    units = cut(folded.text, text, book.known)
    hits = hits_of(units, book, deals=facts is not None and bool(facts.issue_types))
    return Outgoing(text, folded, units, hits, marketplace, kind, facts, on, book)
