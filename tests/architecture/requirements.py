"""Which requirement is met by what: the ids, the playbooks that name them, and what else stands for them.

`python -m tests.architecture.requirements` writes docs/requirements.md anew.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from amends.core.packs import load_packs

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "requirements.md"
SOURCE = ROOT / "src" / "amends"
HEAD = """# What covers which requirement

Made from the playbooks' `requirements:` and `tests/architecture/requirements.yaml` by
`python -m tests.architecture.requirements`; a test keeps it true. Parts are under `src/amends/`.

| id | about | playbooks | also | not built yet |
|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row. `also` are places under src/amends; `missing` is empty where it is whole."""

    id: str
    about: str
    playbooks: tuple[str, ...]
    also: tuple[str, ...]
    missing: str
    is_of_every_playbook: bool = False


def requirements() -> list[Requirement]:
    """Every requirement, in the order of its ids."""
    named = playbooks_by_requirement()
    rows: dict[str, dict[str, Any]] = yaml.safe_load(
        (Path(__file__).parent / "requirements.yaml").read_text(encoding="utf-8")
    )["rows"]
    return [
        Requirement(
            code, row["about"], named.get(code, ()), tuple(row["also"]), row["missing"],
            row.get("every_playbook", False),
        )
        for code, row in rows.items()
    ]  # fmt: skip


def playbooks_by_requirement() -> dict[str, tuple[str, ...]]:
    """Requirement id → the issue types whose playbooks name it."""
    found: dict[str, list[str]] = {}
    for pack in load_packs("playbooks"):
        for code in pack.body["requirements"]:
            found.setdefault(code, []).append(pack.body["issue_type"])
    return {code: tuple(sorted(types)) for code, types in found.items()}


def page() -> str:
    """The whole document."""
    return HEAD + "".join(map(_line, requirements()))


def _line(row: Requirement) -> str:
    playbooks = "every one" if row.is_of_every_playbook else ", ".join(row.playbooks)
    also = ", ".join(f"`{each}`" for each in row.also)
    return f"| {row.id} | {row.about} | {playbooks} | {also} | {row.missing} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
