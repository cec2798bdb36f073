"""Which cases a change can concern: told by a few columns, before any of them is judged again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

Clock = tuple[str, str]  # kind and side


class CaseKey(NamedTuple):
    """What is asked of a case: its first issue type, marketplace, country, currency, and its shop's code."""

    issue_type: str
    marketplace: str
    country: str | None
    currency: str | None
    shop: str


@dataclass(frozen=True, slots=True)
class Concern:
    """Cases that can come out otherwise, and what of them. None: in any.

    `whole`: every verdict; else the `clocks` named, or the costs that have one of `lines`.
    """

    whole: bool = False
    clocks: frozenset[Clock] = frozenset()
    lines: frozenset[str] = frozenset()
    issue_types: frozenset[str] | None = None
    marketplaces: frozenset[str] | None = None
    countries: frozenset[str] | None = None
    currencies: frozenset[str] | None = None
    shops: frozenset[str] | None = None

    def covers(self, case: CaseKey) -> bool:
        """Whether it can concern that case; a country not known rules nothing out."""
        return (
            (self.issue_types is None or case.issue_type in self.issue_types)
            and (self.marketplaces is None or case.marketplace in self.marketplaces)
            and (self.countries is None or case.country is None or case.country in self.countries)
            and (self.currencies is None or case.currency in self.currencies)
            and (self.shops is None or case.shop in self.shops)
        )


@dataclass(frozen=True, slots=True)
class Concerned:
    """What of one case is to be judged again: nothing, where it is false."""

    whole: bool = False
    clocks: frozenset[Clock] = frozenset()
    lines: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.whole or bool(self.clocks) or bool(self.lines)


def concerned(case: CaseKey, concerns: Iterable[Concern]) -> Concerned:
    """All that the changes concern of that case."""
    hits = [one for one in concerns if one.covers(case)]
    return Concerned(
        whole=any(one.whole for one in hits),
        clocks=frozenset().union(*(one.clocks for one in hits)),
        lines=frozenset().union(*(one.lines for one in hits)),
    )
