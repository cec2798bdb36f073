"""What a seller may lay over the product's packs, and what not. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OWN_FAMILIES = ("policies", "tables", "playbooks", "case_costs", "case_facts", "replies", "own_wording")
SINGLE = frozenset({"case_costs"})  # one file, no folder
MOST_BYTES = 1_000_000
MOST_PACKS = 200
_NAME = re.compile(r"[a-z][a-z_]*(?:/[A-Za-z0-9][\w.-]*){0,3}", re.ASCII)
_SIDE = {"policies": "own", "tables": "seller"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a pack cannot be laid over, and what to do instead."""

    code: str
    message: str
    mend: str


def refused_name(name: str) -> Refusal | None:
    """Whether a pack of that name can be a seller's at all."""
    family, _, rest = name.partition("/")
    if not _NAME.fullmatch(name) or family not in OWN_FAMILIES or (family in SINGLE) is bool(rest):
        families = ", ".join(one if one in SINGLE else f"{one}/…" for one in OWN_FAMILIES)
        return Refusal("pack_not_yours", f"{name[:100]!r} is no pack of a seller.", f"Name it {families}.")
    return None


def refused_content(name: str, body: Mapping[str, Any]) -> Refusal | None:
    """Whether what it says is the seller's to say: law and marketplace are corrected, never replaced."""
    family = name.partition("/")[0]
    wanted = _SIDE.get(family)
    if wanted is None or body.get("side") == wanted:
        return None
    said = "rules" if family == "policies" else "tables"
    if "corrections" in body and not body.get(said) and not body.get("notes"):
        return None
    return Refusal(
        "pack_not_yours",
        f"{name} speaks for {body.get('side')}: a seller changes only what is of the side {wanted}.",
        f"Write side: {wanted}; a wrong or newer value of law or marketplace is corrected, with its source.",
    )
