"""What a marketplace's mail is: a buyer's words in a frame, or a notice; told by its sender and shape.

A mail of no known shape is a plain notice, or a buyer's words as they stand: nothing is lost by it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from amends.connectors.mail.senders import marketplace_of
from amends.connectors.marketplaces.rules import marketplace
from amends.core.pack_sets import packs_in_force
from amends.core.packs import load_packs

LOOKED_AT = 20_000  # characters of the text
MOST_LINES = 2_000
BUYER, NOTICE, QUESTION, OWN_REPLY = "buyer", "notice", "question", "own_reply"


@dataclass(frozen=True, slots=True)
class Notice:
    """`kind`: as in the packs, `buyer` for a buyer's own message through a relay. `words`: the writer's own
    words, None where no frame was found. `order`: the one that the frame or subject names, "" for none."""

    kind: str
    words: str | None
    order: str


@dataclass(frozen=True, slots=True)
class _Shapes:
    kinds: tuple[tuple[str, re.Pattern[str] | None, re.Pattern[str] | None], ...]
    frames: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    order: re.Pattern[str] | None


def read_notice(address: str, subject: str, text: str) -> Notice | None:
    """What the mail is, by what packs/notices say of its sender's marketplace; None for other senders."""
    who, code = marketplace_of(address)
    shapes = _shapes().get(code)
    if shapes is None:
        return None
    looked_at = text[:LOOKED_AT]
    kind = BUYER if who == BUYER else _kind(shapes, subject, looked_at)
    words, around = None, looked_at
    if kind in (BUYER, QUESTION, OWN_REPLY):
        words, around = _unframed(shapes, looked_at)
    return Notice(kind, words, _order(shapes, f"{subject}\n{around}" if words or kind != BUYER else subject))


def _kind(shapes: _Shapes, subject: str, text: str) -> str:
    for kind, of_subject, of_text in shapes.kinds:
        if of_subject is not None and not of_subject.search(subject):
            continue
        if of_text is None or of_text.search(text):
            return kind
    return NOTICE


def _unframed(shapes: _Shapes, text: str) -> tuple[str | None, str]:
    """The words within the frame, and the frame without them."""
    lines = text.split("\n")[:MOST_LINES]
    for begins, ends in shapes.frames:
        first = next((at for at, line in enumerate(lines) if begins.fullmatch(line.strip())), None)
        if first is None:
            continue
        below = range(first + 1, len(lines))
        last = next((at for at in below if ends.fullmatch(lines[at].strip())), len(lines))
        words = "\n".join(lines[first + 1 : last]).strip()
        if words:
            return words, "\n".join([*lines[: first + 1], *lines[last:]])
    return None, text


def _order(shapes: _Shapes, text: str) -> str:
    """The one order that is named; of several none."""
    if shapes.order is None:
        return ""
    found = {match[1] for match in shapes.order.finditer(text)}
    return found.pop() if len(found) == 1 else ""


def _shapes() -> dict[str, _Shapes]:
    """By marketplace, as the packs in force say."""
    kept = packs_in_force().kept
    if _shapes not in kept:
        kept[_shapes] = {pack.body["marketplace"]: _compiled(pack.body) for pack in load_packs("notices")}
    found: dict[str, _Shapes] = kept[_shapes]
    return found


def _compiled(body: dict[str, Any]) -> _Shapes:
    form = body.get("order") or marketplace(body["marketplace"]).get("order_number")
    return _Shapes(
        kinds=tuple((row["kind"], _any(row.get("subject")), _any(row.get("text"))) for row in body["shapes"]),
        frames=tuple((_whole(row["begins"]), _whole(row["ends"])) for row in body.get("frames", [])),
        order=re.compile(form if body.get("order") else rf"(?<![\w-])({form})(?![\w-])") if form else None,
    )


def _any(patterns: Sequence[str] | None) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{each})" for each in patterns), re.IGNORECASE) if patterns else None


def _whole(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in patterns), re.IGNORECASE)
