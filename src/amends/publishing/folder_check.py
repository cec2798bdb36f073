"""A folder of packs of any family, put to every check as if it lay over the product's packs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from amends.core.pack_sets import PackSet, judging_by
from amends.core.packs import PACKS
from amends.policies.tables.findings import ERROR, WARNING, Finding
from amends.policies.tables.loading import MOST_FILES
from amends.policies.tables.written import Unreadable, read_written
from amends.publishing.checking import SECONDS, Examples, in_order, others_findings
from amends.publishing.examples import problems_of
from amends.publishing.whole import CheckedPack, check_pack, check_tables
from amends.releases.folders import ENDINGS, BadDraft, pack_told
from amends.releases.laying_over import refused_content, refused_name


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file, the pack it is, and whether its place in the folder says so. `body` None: it is no YAML."""

    path: Path
    raw: bytes
    name: str
    is_laid_out: bool
    body: Mapping[str, Any] | None
    findings: tuple[Finding, ...] = ()


def read_folder(place: Path) -> list[PackFile]:
    """Every YAML file of a folder, or the one file, as the pack it is; what cannot be told has findings."""
    if place.is_file():
        return [_pack_file(place, Path(place.name))]
    found = sorted(path for path in place.rglob("*") if path.suffix in ENDINGS and path.is_file())
    return [_pack_file(path, path.relative_to(place)) for path in found[:MOST_FILES]]


def is_rulebook_alone(files: list[PackFile]) -> bool:
    """Whether these are the tables of a rulebook of its own, that has nothing to do with the product's."""
    return not any(
        file.is_laid_out or (file.body is not None and not file.name.startswith("tables/")) or _is_ours(file)
        for file in files
    )


def check_folder(
    files: list[PackFile], today: date, *, seconds: float = SECONDS, problems_in: Examples = problems_of
) -> list[CheckedPack]:
    """Each pack of the folder, judged with the others and with the product's; findings name its files."""
    places = {file.name: str(file.path) for file in files}
    unusable = [CheckedPack(str(file.path), None, 0, file.findings) for file in files if file.findings]
    unusable += _doubled(files)
    if unusable:
        return unusable
    packs = PackSet({file.name: file.raw for file in files})
    with judging_by(packs):
        checked = [check_tables(name, today, seconds=seconds) for name in sorted(_tables(files))]
        others = [file.name for file in files if not file.name.startswith("tables/")]
        checked += [check_pack(name, today, problems_in) for name in others]
        if all(each.is_sound for each in checked):
            checked.append(CheckedPack("all others", None, 0, tuple(others_findings(places))))
    checked = [_with(each, _foreign(files, each.name)) for each in checked]
    return [
        replace(each, findings=tuple(_placed(one, places) for one in each.findings))
        for each in checked
        if each.findings or each.name != "all others"
    ]


def _pack_file(path: Path, below: Path) -> PackFile:
    name, file = below.with_suffix("").as_posix(), str(path)
    is_laid_out = _is_pack_name(name)
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = f"It cannot be read: {error.strerror}."
        finding = Finding(ERROR, "pack_unreadable", reason, "Name readable files.", file)
        return PackFile(path, b"", name, is_laid_out, None, (finding,))
    try:
        body = read_written(raw, file).body
    except Unreadable as error:
        return PackFile(path, raw, name, is_laid_out, None, (error.finding,))
    if is_laid_out:
        return PackFile(path, raw, name, True, body)
    if "tables" in body or any(isinstance(body.get(part), dict) for part in ("facts", "outcomes", "derived")):
        return PackFile(path, raw, _table_name(body, path.stem, file), False, body)
    try:
        return PackFile(path, raw, pack_told(body, path.stem, file), False, body)
    except BadDraft as error:
        told = error.problems[0]
        finding = Finding(ERROR, told.code, told.message, told.mend, file, told.line)
        return PackFile(path, raw, f"tables/{name}", False, body, (finding,))


def _is_pack_name(name: str) -> bool:
    family, _, rest = name.partition("/")
    if refused_name(name) is None:
        return True
    is_kind = (PACKS / family).is_dir() if rest else (PACKS / f"{name}.yaml").exists()
    return is_kind and (PACKS / "schema" / f"{family}.json").exists()


def _table_name(body: Mapping[str, Any], stem: str, file: str) -> str:
    return pack_told({"tables": (), "name": body.get("name")}, stem, file)


def _is_ours(file: PackFile) -> bool:
    return (PACKS / f"{file.name}.yaml").exists()


def _tables(files: list[PackFile]) -> set[str]:
    return {file.name.split("/")[1] for file in files if file.name.startswith("tables/")}


def _doubled(files: list[PackFile]) -> Iterator[CheckedPack]:
    first: dict[str, PackFile] = {}
    for file in files:
        other = first.setdefault(file.name, file)
        if other is not file:
            message = f"{other.path} is the same pack, {file.name}."
            finding = Finding(ERROR, "pack_twice", message, "Keep one of the two.", str(file.path))
            yield CheckedPack(file.name, None, 0, (finding,))


def _foreign(files: list[PackFile], name: str) -> Iterator[Finding]:
    """What a seller could not release: told, since the folder may be meant for the product itself."""
    for file in files:
        is_part = file.name == name or file.name.startswith(f"{name}/")
        if not is_part or file.body is None or _is_as_shipped(file):
            continue
        refusal = refused_name(file.name) or refused_content(file.name, file.body)
        if refusal is not None:
            yield Finding(WARNING, refusal.code, refusal.message, refusal.mend, file.name)


def _is_as_shipped(file: PackFile) -> bool:
    shipped = PACKS / f"{file.name}.yaml"
    return shipped.exists() and shipped.read_bytes() == file.raw


def _with(checked: CheckedPack, more: Iterator[Finding]) -> CheckedPack:
    return replace(checked, findings=tuple(in_order([*checked.findings, *more])))


def _placed(one: Finding, places: Mapping[str, str]) -> Finding:
    """By its file. The product's examples may come out otherwise now: that may be what is wanted."""
    is_theirs = one.code.startswith("example") and one.file not in places
    level = WARNING if is_theirs and one.level == ERROR else one.level
    return replace(one, level=level, file=places.get(one.file, one.file))
