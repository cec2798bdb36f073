"""Who writes, by the address alone: a buyer through a platform's relay, the platform, a machine."""

import re
from functools import lru_cache
from typing import Any

from amends.core.packs import load_pack


def who_writes(address: str) -> str:
    """buyer | platform | machine | unknown. An address that no platform uses may well be a buyer's own."""
    name, _, domain = address.strip().casefold().rpartition("@")
    buyers, platforms, automatic = _patterns()
    if buyers.fullmatch(domain):
        return "buyer"
    if platforms.fullmatch(domain):
        return "platform"
    return "machine" if name and automatic.match(name) else "unknown"


@lru_cache(maxsize=4096)
def marketplace_of(address: str) -> tuple[str, str]:
    """(buyer | platform | "", the marketplace whose relay or own address it is); ("", "") for others."""
    domain = address.strip().casefold().rpartition("@")[2]
    for who, rows in _by_marketplace():
        for pattern, code in rows:
            if pattern.fullmatch(domain):
                return who, code
    return "", ""


def passes_on(address: str, answers_to: str) -> bool:
    """Whether a platform or machine at `address` passes on the words of a person at `answers_to`."""
    if not answers_to or who_writes(address) not in ("platform", "machine"):
        return False
    writer = who_writes(answers_to)
    return writer == "buyer" or (writer == "unknown" and owner(address) != owner(answers_to))


def owner(address: str) -> list[str]:
    """Whose domain it is: its last two labels, three where the ending has two itself."""
    labels = address.rpartition("@")[2].casefold().split(".")
    return labels[-3:] if len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2 else labels[-2:]


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    body = load_pack("senders").body
    names = "|".join(map(re.escape, body["automatic_names"]))
    return _domains(body["buyers"]), _domains(body["platforms"]), re.compile(rf"(?:{names})(?![a-z])")


@lru_cache(maxsize=1)
def _by_marketplace() -> list[tuple[str, list[tuple[re.Pattern[str], str]]]]:
    body = load_pack("senders").body
    return [
        (who, [(_domains([row]), row["marketplace"]) for row in body[rows]])
        for who, rows in (("buyer", "buyers"), ("platform", "platforms"))
    ]


def _domains(rows: list[dict[str, Any]]) -> re.Pattern[str]:
    return re.compile("|".join(_domain(domain) for row in rows for domain in row["domains"]))


def _domain(pattern: str) -> str:
    """`*.` at the beginning stands for any labels; `.*` at the end for .com or a country's ending."""
    wanted = re.escape(pattern)
    if pattern.endswith(".*"):
        wanted = wanted.removesuffix(r"\*") + r"(?:com|[a-z]{2}|com\.[a-z]{2}|co\.[a-z]{2})"
    return wanted.replace(r"\*", r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")
