"""A pack of tables, put to the checks of the rulebook it belongs to."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from amends.core import clock
from amends.core.packs import PACKS, Pack
from amends.policies.tables.checking import check_place
from amends.policies.tables.findings import ERROR, Finding


def table_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each error that the rulebook check finds in the pack's file."""
    _, folder, *_ = pack.name.split("/")
    place = PACKS / "tables" / folder
    path = str(PACKS / f"{pack.name}.yaml")
    found = _found(str(place if place.is_dir() else place.with_suffix(".yaml")))
    yield from (str(finding) for finding in found if finding.level == ERROR and finding.file in (path, ""))


@cache
def _found(place: str) -> tuple[Finding, ...]:
    return tuple(check_place(Path(place), clock.now().date())[1])
