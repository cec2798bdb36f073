"""Corrections of law and marketplace: whoever releases them is the second person, by name in the pack."""

import re
from collections.abc import Mapping

import yaml

from amends.core.packs import StrictLoader

WAITING = "confirmed_by: '?'"  # what a draft writes until somebody releases it
_WAITING = re.compile(r"""confirmed_by:\s*(?:'\?'|"\?")""")


def confirmed(files: Mapping[str, str], *, by: str) -> dict[str, str]:
    """The packs with every correction that waits for its second person confirmed by that login."""
    name = yaml.safe_dump(by, default_flow_style=True, allow_unicode=True).partition("\n")[0]
    return {pack: _WAITING.sub(lambda _: f"confirmed_by: {name}", text) for pack, text in files.items()}


def waits_for_confirmation(text: str) -> bool:
    """Whether a pack holds a correction that nobody has confirmed yet."""
    body = yaml.load(text, Loader=StrictLoader)
    rows = body.get("corrections", []) if isinstance(body, dict) else []
    return any(row.get("confirmed_by") == "?" for row in rows if isinstance(row, dict))
