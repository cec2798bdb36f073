"""Rulebooks on disk: a file, or a folder of files that belong together."""

from collections.abc import Mapping
from pathlib import Path

from amends.core.pack_sets import kept_by
from amends.core.packs import PACKS, pack_bytes, pack_names
from amends.policies.tables.findings import ERROR, BadRulebook, Finding
from amends.policies.tables.reading import RulebookReader, circles
from amends.policies.tables.rulebook import Rulebook
from amends.policies.tables.written import Unreadable, Written, read_written, schema_findings

OURS = PACKS / "tables"
MOST_FILES = 1_000


def load_rulebook(place: Path) -> Rulebook:
    """The rulebook of a folder or file. Raises BadRulebook, naming file, line and mend."""
    book, findings = try_rulebook(place)
    if book is None or findings:
        raise BadRulebook(findings)
    return book


def try_rulebook(place: Path) -> tuple[Rulebook | None, list[Finding]]:
    """The rulebook, and what keeps it from being used; None where its files cannot be read at all."""
    paths = _paths(place)
    if not paths:
        mend = "Name a folder with .yaml files, or one such file."
        return None, [Finding(ERROR, "pack_missing", f"There is no pack at {place}.", mend, str(place))]
    texts: dict[str, bytes] = {}
    for path in paths:
        try:
            texts[str(path)] = path.read_bytes()
        except OSError as error:
            reason = error.strerror or "not readable"
            return None, [Finding(ERROR, "pack_unreadable", f"{reason}.", "Name a readable file.", str(path))]
    return read_rulebook(place.stem if place.is_file() else place.resolve().name, texts)


def read_rulebook(name: str, texts: dict[str, bytes]) -> tuple[Rulebook | None, list[Finding]]:
    """The same from file names and contents."""
    files: list[Written] = []
    findings: list[Finding] = []
    for file, raw in texts.items():
        try:
            written = read_written(raw, file)
        except Unreadable as error:
            findings.append(error.finding)
            continue
        problems = schema_findings(written)
        findings += problems
        if not problems:
            files.append(written)
    if findings:
        return None, findings
    reader = RulebookReader(name, files)
    book = reader.read()
    if not reader.findings:
        reader.findings += circles(book)
    return book, reader.findings


def our_rulebooks() -> list[Path]:
    """The rulebooks that come with the product: each folder, and each file beside them."""
    return sorted(place for place in OURS.iterdir() if place.is_dir() or place.suffix == ".yaml")


@kept_by("tables")
def rulebooks() -> Mapping[str, Rulebook]:
    """Every rulebook in force by its name: tables/returns/law_eu belongs to the one named returns.

    Raises BadRulebook.
    """
    return {name: _read(name, texts) for name, texts in _files().items()}


def table_rulebooks() -> list[str]:
    """The names of all rulebooks in force, read or not."""
    return list(_files())


def read_tables(name: str) -> tuple[Rulebook | None, list[Finding]]:
    """One of the rulebooks in force, and what keeps it from being used."""
    return read_rulebook(name, _files()[name])


def our_rulebook(name: str) -> Rulebook:
    """One of the rulebooks in force. Raises BadRulebook, KeyError."""
    return rulebooks()[name]


def _files() -> dict[str, dict[str, bytes]]:
    files: dict[str, dict[str, bytes]] = {}
    for pack in pack_names("tables"):
        files.setdefault(pack.split("/")[1], {})[f"{pack}.yaml"] = pack_bytes(pack)
    return files


def _read(name: str, texts: dict[str, bytes]) -> Rulebook:
    book, findings = read_rulebook(name, texts)
    if book is None or findings:
        raise BadRulebook(findings)
    return book


def _paths(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    found = [path for path in place.rglob("*") if path.suffix in (".yaml", ".yml") and path.is_file()]
    return sorted(found)[:MOST_FILES]
