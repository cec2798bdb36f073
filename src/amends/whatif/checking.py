"""A draft put to all checks before anything is replayed: what keeps it from use, and what is only told."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from amends.core.pack_sets import PackSet, judging_by
from amends.core.packs import load_packs
from amends.policies.tables.findings import ERROR, WARNING, Finding
from amends.publishing.checking import check_files, is_clean

EXAMPLE = "example"  # what begins so is of examples: the rows can be tried all the same


def draft_findings(packs: PackSet, places: Mapping[str, str], today: date) -> list[Finding]:
    """What is found in a draft; an error keeps it from being replayed. `places`: pack → file, where known.

    Examples that come out otherwise are warnings here: often they are what the draft changes.
    """
    files = {name: raw.decode(errors="replace") for name, raw in packs.files.items()}
    findings = [_lighter(one) for one in check_files(files, today)]
    if is_clean(findings):
        with judging_by(packs):
            findings += _twice(packs)
    return [replace(one, file=places.get(one.file, one.file)) for one in findings]


def _lighter(one: Finding) -> Finding:
    is_of_example = one.level == ERROR and one.code.startswith(EXAMPLE)
    return replace(one, level=WARNING) if is_of_example else one


def _twice(packs: PackSet) -> Iterator[Finding]:
    """A rule that stands in two packs would hold twice, and the earlier deadline of both count."""
    owners: dict[str, str] = {}
    for pack in load_packs("policies"):
        for row in pack.body.get("rules", ()):
            other = owners.setdefault(row["id"], pack.name)
            if other != pack.name and {other, pack.name} & set(packs.files):
                mine, theirs = (pack.name, other) if pack.name in packs.files else (other, pack.name)
                mend = f"Give it an id of its own, or name the file {theirs}.yaml: it replaces that pack."
                yield Finding(
                    ERROR,
                    "rule_twice",
                    f"Rule {row['id']} stands in {theirs} too.",
                    mend,
                    mine,
                    row=row["id"],
                )
