"""The moments of a conversation: their names, the cases they fit, and what a marketplace lets be written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from amends.core.errors import NotFound
from amends.core.pack_sets import kept_by
from amends.core.packs import load_packs

ALLOWED, IN_THIS_FORM, ASK_PERSON = "allowed", "allowed_in_this_form", "ask_person"
BY_PLATFORM, FORBIDDEN = "done_by_platform", "forbidden"
WRITABLE = frozenset({ALLOWED, IN_THIS_FORM, ASK_PERSON})
ANSWER, UNASKED = "answer", "unasked"


@dataclass(frozen=True, slots=True)
class Moment:
    """A stage as the lists show it: when it comes, its name by language, and which cases it fits."""

    code: str
    moment: str
    names: Mapping[str, str]
    issue_types: frozenset[str]
    parcel_states: frozenset[str]
    order_states: frozenset[str]


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a marketplace says of a stage, asked or unasked.

    `rule` is the id of the rule in packs/policies, or of the row where there is none; `texts` say why, by
    language; `source` is where that was read, and on which day.
    """

    verdict: str
    row: str
    rule: str
    texts: Mapping[str, str]
    source: Mapping[str, Any]

    @property
    def is_writable(self) -> bool:
        """Whether it may be offered at all; ask_person is offered with its reason."""
        return self.verdict in WRITABLE


@dataclass(frozen=True, slots=True)
class _Row:
    marketplaces: frozenset[str]
    way: str
    stages: frozenset[str]
    allowance: Allowance

    def fits(self, stage: str, marketplace: str, way: str) -> bool:
        return (
            (not self.marketplaces or marketplace in self.marketplaces)
            and self.way in ("", way)
            and (not self.stages or stage in self.stages)
        )


@kept_by("reply_stages")
def moments() -> Mapping[str, Moment]:
    """Every stage the product knows, by code, in the order of the lists."""
    rows = (row for pack in load_packs("reply_stages") for row in pack.body.get("stages", ()))
    return {row["code"]: _moment(row) for row in rows}


@kept_by("reply_stages")
def _rows() -> tuple[_Row, ...]:
    return tuple(_row(row) for pack in load_packs("reply_stages") for row in pack.body.get("rows", ()))


def stage_name(code: str, locale: str) -> str:
    """What a stage is called in that language; one of a seller's own is called by its code."""
    known = moments().get(code)
    return known.names[locale] if known is not None else code.replace("_", " ")


def allowance(stage: str, marketplace: str, *, unasked: bool) -> Allowance:
    """What may be sent of this stage there: to a message of the buyer, or `unasked`. Raises NotFound."""
    way = UNASKED if unasked else ANSWER
    row = next((row for row in _rows() if row.fits(stage, marketplace, way)), None)
    if row is None:
        raise NotFound("marketplace_unknown", f"Nothing is known of writing on {marketplace!r}.")
    return row.allowance


def fit(stage: str, issue_types: Collection[str], parcel_state: str = "", order_state: str = "") -> int:
    """How many of the things known of a case this stage is meant for: 0 to 3."""
    known = moments().get(stage)
    if known is None:
        return 0
    return (
        (not known.issue_types.isdisjoint(issue_types))
        + (parcel_state in known.parcel_states)
        + (order_state in known.order_states)
    )


def in_order(codes: Collection[str]) -> list[str]:
    """Stages as the lists show them; those of a seller's own at the end."""
    places = {code: at for at, code in enumerate(moments())}
    return sorted(codes, key=lambda code: (places.get(code, len(places)), code))


def _moment(row: Mapping[str, Any]) -> Moment:
    fits = row.get("fits", {})
    return Moment(
        row["code"],
        row["moment"],
        row["name"],
        frozenset(fits.get("issue_types", ())),
        frozenset(fits.get("parcel_states", ())),
        frozenset(fits.get("order_states", ())),
    )


def _row(row: Mapping[str, Any]) -> _Row:
    said = Allowance(row["verdict"], row["id"], row.get("rule") or row["id"], row["text"], row["source"])
    return _Row(
        frozenset(row.get("marketplaces", ())), row.get("way", ""), frozenset(row.get("stages", ())), said
    )
