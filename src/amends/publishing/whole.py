"""All packs by which cases are judged, put to every check: as they are in force, wherever they come from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from amends.core.pack_sets import packs_in_force
from amends.core.packs import pack_bytes, pack_names
from amends.policies.tables.checking import check_rulebook
from amends.policies.tables.findings import Finding
from amends.policies.tables.loading import read_tables, table_rulebooks
from amends.policies.tables.written import Unreadable, read_written, schema_findings
from amends.publishing.checking import SECONDS, Examples, in_order, is_clean, pack_findings
from amends.publishing.examples import problems_of
from amends.publishing.expiring import expiring
from amends.releases.laying_over import OWN_FAMILIES, SINGLE

FAMILIES = tuple(family for family in OWN_FAMILIES if family != "tables")


@dataclass(frozen=True, slots=True)
class CheckedPack:
    """One pack, or one rulebook of tables, and what was found in it."""

    name: str
    sha256: str | None
    examples: int
    findings: tuple[Finding, ...]
    tables: int = 0
    rows: int = 0

    @property
    def is_sound(self) -> bool:
        return is_clean(list(self.findings))


def check_in_force(today: date, *, seconds: float = SECONDS) -> tuple[CheckedPack, ...]:
    """Every rulebook of tables, then every policy, playbook, price list, question and reply.

    Takes seconds the first time; kept with the packs for that day.
    """
    kept = packs_in_force().kept
    key = (check_in_force, today, seconds)
    if key not in kept:
        rulebooks = (check_tables(name, today, seconds=seconds) for name in table_rulebooks())
        packs = (check_pack(name, today) for name in _names())
        kept[key] = (*rulebooks, *packs)
    found: tuple[CheckedPack, ...] = kept[key]
    return found


def findings_of(checked: tuple[CheckedPack, ...]) -> list[Finding]:
    """What was found in all of them, the worst first."""
    return in_order([one for each in checked for one in each.findings])


def check_tables(name: str, today: date, *, seconds: float = SECONDS) -> CheckedPack:
    """One rulebook of tables in force, analysed for at most `seconds` each table."""
    book, found = read_tables(name)
    if book is None or found:
        return CheckedPack(f"tables/{name}", None, 0, tuple(map(_by_pack, found)))
    return CheckedPack(
        f"tables/{name}",
        book.sha256,
        len(book.examples),
        tuple(map(_by_pack, check_rulebook(book, today, seconds=seconds))),
        tables=len(book.tables),
        rows=sum(len(table.rows) for table in book.tables),
    )


def check_pack(name: str, today: date, problems_in: Examples = problems_of) -> CheckedPack:
    """One other pack in force: its schema, the code that reads it, its examples, its dates."""
    try:
        written = read_written(pack_bytes(name), name)
    except Unreadable as error:
        return CheckedPack(name, None, 0, (error.finding,))
    found = schema_findings(written, name.partition("/")[0])
    if not found:
        found = [*pack_findings(name, written, problems_in), *expiring(name, written, today)]
    return CheckedPack(name, written.sha256, len(written.body.get("examples", ())), tuple(in_order(found)))


def _names() -> Iterator[str]:
    for family in FAMILIES:
        yield from [family] if family in SINGLE else pack_names(family)


def _by_pack(one: Finding) -> Finding:
    """Told by the pack's name, as all others are."""
    return replace(one, file=one.file.removesuffix(".yaml"), message=one.message.replace(".yaml", ""))
