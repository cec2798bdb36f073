"""Changed packs in a folder on disk: which pack each file is, refused loudly where it is none."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from amends.core.errors import Refused
from amends.core.pack_sets import SHIPPED, judging_by
from amends.core.packs import PACKS, StrictLoader, load_pack, pack_names
from amends.releases.laying_over import MOST_BYTES, MOST_PACKS, Refusal, refused_content, refused_name

ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one file; `line` counts from 1, 0 where it is not of one line."""

    file: str
    message: str
    mend: str
    line: int = 0
    code: str = "draft_bad"

    def as_json(self) -> dict[str, Any]:
        """As findings of packs have it."""
        return {"level": "error", **asdict(self)}

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        return f"{place}{self.message} {self.mend}".strip()


class BadDraft(Refused):
    """A draft that cannot be used: `problems` are all that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        place = f"{first.file}:{first.line}: " if first.line else f"{first.file}: " if first.file else ""
        super().__init__(first.code, f"{place}{first.message}", mend=first.mend)


@dataclass(frozen=True, slots=True)
class Draft:
    """The packs of a folder by name, and the file each was read from."""

    packs: Mapping[str, bytes]
    places: Mapping[str, str]


def read_draft(folder: Path) -> Draft:
    """Every YAML file below a folder as the pack it replaces or adds.

    A file is named as the product's packs are (policies/shop.yaml, tables/returns/shop.yaml), or lies loose
    in the folder and is told by what stands in it. Raises BadDraft, naming every file that is no such pack.
    """
    packs: dict[str, bytes] = {}
    places: dict[str, str] = {}
    problems: list[Problem] = []
    for path in _files(folder):
        file = path.relative_to(folder).as_posix()
        try:
            raw = _read(path, file)
            name = _pack_name(path.relative_to(folder), raw, file)
            if name in places:
                raise _bad(file, f"{places[name]} is the same pack.", "Keep one of the two.")
        except BadDraft as error:
            problems += error.problems
            continue
        packs[name], places[name] = raw, file
    if sum(map(len, packs.values())) > MOST_BYTES:
        problems.append(
            Problem(str(folder), f"The files are over {MOST_BYTES} bytes.", "Leave out the rest.")
        )
    if problems:
        raise BadDraft(problems)
    return Draft(packs, places)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise _bad(str(folder), "There is no such folder.", "Name a folder with the changed packs.")
    found = []
    for path in folder.rglob("*"):
        if path.suffix in ENDINGS and not any(
            part.startswith(".") for part in path.relative_to(folder).parts
        ):
            found.append(path)
        if len(found) > MOST_PACKS:
            raise _bad(str(folder), f"It holds over {MOST_PACKS} packs.", "Name the folder of one draft.")
    if not found:
        raise _bad(str(folder), "It holds no .yaml file.", "Put the changed packs there: policies/shop.yaml.")
    return sorted(found)


def _read(path: Path, file: str) -> bytes:
    try:
        with path.open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise _bad(file, f"It cannot be read: {error.strerror}.", "Name readable files.") from error
    if len(raw) > MOST_BYTES:
        raise _bad(file, f"It is over {MOST_BYTES} bytes.", "Split it into several files.")
    return raw


def _pack_name(path: Path, raw: bytes, file: str) -> str:
    body = _body(raw, file)
    name = path.with_suffix("").as_posix()
    if refused_name(name) is not None and len(path.parts) == 1:
        name = pack_told(body, path.stem, file)
    refusal = refused_name(name) or refused_content(name, body) or _refused_place(name)
    if refusal is not None:
        raise BadDraft([Problem(file, refusal.message, refusal.mend, code=refusal.code)])
    return name


def _refused_place(name: str) -> Refusal | None:
    """A pack of law, marketplace or carrier is not replaced by one that says it is the seller's."""
    if not (PACKS / f"{name}.yaml").exists():
        return None
    with judging_by(SHIPPED):
        shipped = load_pack(name).body
    refusal = refused_content(name, {"side": shipped.get("side")})
    mend = "Give the file another name: its rows are added. A wrong value is corrected, with its source."
    return refusal and Refusal(refusal.code, f"{name} is the pack of {shipped.get('side')}.", mend)


def pack_told(body: Mapping[str, Any], stem: str, file: str) -> str:
    """The pack that a loose file is meant to be. Raises BadDraft where that cannot be told."""
    if "tables" in body:
        named = str(body.get("name") or stem)
        return next((pack for pack in _tables() if load_pack(pack).body["name"] == named), _table(named))
    if "issue_type" in body:
        return f"playbooks/{body['issue_type']}"
    if "prices" in body:
        return "case_costs"
    if "rules" in body:
        return f"policies/{stem}"
    if "locale" in body:
        return f"replies/{body['locale']}/{body.get('stage', stem)}"
    if isinstance(body.get("facts"), list):
        return f"case_facts/{stem}"
    raise _bad(
        file,
        "What kind of pack this is cannot be told.",
        "Name it as the product's packs are (policies/shop.yaml), or begin with rules:, issue_type:, "
        "prices: or tables:.",
    )


def _tables() -> Iterator[str]:
    return (name for name in pack_names("tables") if (PACKS / f"{name}.yaml").exists())


def _table(named: str) -> str:
    return f"tables/{named.replace('.', '/')}"


def _body(raw: bytes, file: str) -> Mapping[str, Any]:
    try:
        body = yaml.load(raw, Loader=StrictLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        problem = f"This is no valid YAML: {error.problem or error.context}."
        raise _bad(file, problem, "Mend the indentation or quotation marks there.", line) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise _bad(file, "This is no valid YAML.", "Write it as UTF-8 text, without tags.") from error
    if not isinstance(body, dict):
        raise _bad(file, "It holds no mapping.", "Begin with key: value lines, as the product's packs do.", 1)
    return body


def _bad(file: str, message: str, mend: str, line: int = 0) -> BadDraft:
    return BadDraft([Problem(file, message, mend, line)])
