"""Every case that comes out otherwise, as lines of a CSV file: codes, amounts, moments."""

import csv
import gzip
import io
from collections.abc import Iterable

from amends.core.money import plain
from amends.whatif.differences import MISSED, MOVED, SAVED, MovedDeadline
from amends.whatif.tallying import ChangedCase

QUICKLY = 3  # of gzip's nine: the rest is not worth the time
COLUMNS = (
    "case", "shop", "issue_type", "opened_on", "kinds", "outcome_before", "outcome_after",
    "recommended_before", "recommended_after", "cost_before", "cost_after", "difference", "currency", "ways",
    "liable_before", "liable_after", "steps", "deadlines_moved", "deadlines_missed", "deadlines_saved",
    "deadlines",
)  # fmt: skip


def head() -> str:
    """The first line: what the columns are called."""
    return _lines([COLUMNS])


def listed(cases: Iterable[ChangedCase]) -> str:
    """A line for each case, in the order given. Several codes in one field stand with blanks between."""
    return _lines(_row(one) for one in cases)


def packed(text: str) -> bytes:
    """The text as gzip, the same bytes for the same text; pieces one after the other are one file."""
    return gzip.compress(text.encode(), QUICKLY, mtime=0) if text else b""


def _lines(rows: Iterable[Iterable[object]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def _row(one: ChangedCase) -> tuple[object, ...]:
    found = one.difference
    before, after = found.before, found.after
    changes_money = found.cost_before != found.cost_after and found.currency is not None
    return (
        one.case_id,
        one.shop,
        one.issue_type,
        one.opened_on,
        " ".join(found.kinds),
        before["outcome"],
        after["outcome"],
        before["recommended"],
        after["recommended"],
        found.cost_before,
        found.cost_after,
        plain(found.money, found.currency) if changes_money and found.currency is not None else None,
        found.currency,
        " ".join(
            f"{code}:{_verdict(before['ways'].get(code))}>{_verdict(after['ways'].get(code))}"
            for code in found.ways
        ),
        _party(before["liable"]),
        _party(after["liable"]),
        " ".join(found.steps),
        found.fates(MOVED) or None,
        found.fates(MISSED) or None,
        found.fates(SAVED) or None,
        " ".join(map(_moved, found.deadlines)),
    )


def _moved(one: MovedDeadline) -> str:
    return f"{one.side}.{one.kind}:{one.before or ''}>{one.after or ''}"


def _verdict(way: list[object] | None) -> str:
    return "" if way is None else str(way[0])


def _party(liable: list[str] | None) -> str | None:
    return None if liable is None else liable[0]
