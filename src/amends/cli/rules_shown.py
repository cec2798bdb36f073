"""One rule by its id, shown in a terminal: in packs of a folder, and in ours."""

import json
from pathlib import Path
from typing import Any

from amends.insights.rule_documents import found_rules
from amends.policies.tables.loading import load_rulebook, our_rulebooks


def rules_in(rule: str, folder: Path | None = None) -> list[dict[str, Any]]:
    """Every rule of that id, each with its kind, where it stands, what it says and its source."""
    places = [*([folder] if folder else []), *our_rulebooks()]
    return found_rules(rule, map(load_rulebook, places))


def rule_text(found: dict[str, Any]) -> str:
    """A rule as lines for a terminal."""
    lines = [f"{found['id']} ({found['kind']}, {found['pack']})"]
    for key, value in found.items():
        if key in ("id", "kind", "pack") or value in (None, {}, []):
            continue
        if isinstance(value, dict):
            lines += [f"  {key}"]
            lines += [f"    {name}: {_plain(part)}" for name, part in value.items()]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [f"  {key}", *(f"    {_plain(part)}" for part in value)]
        else:
            lines.append(f"  {key}: {_plain(value)}")
    return "\n".join(lines)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
