"""How often, when and until when a buyer may be written to: judged by packs/contact_limits.yaml."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from amends.core.pack_sets import kept_by
from amends.core.packs import load_pack

ALLOWED, TOO_SOON, NEVER = "allowed", "too_soon", "never"
ANSWER, REVIEW = "answer", "review_request"
UNSOLICITED = ("unasked", "reminder", "claim", "review_request")
OPTED_OUT = "opted_out"  # the rule that the buyer has made
_ZONES_LOOKED_AT = 4  # each may put the moment off once more


@dataclass(frozen=True, slots=True)
class Contact:
    """A message to the buyer that left or is on its way: for what, when, about which order and case."""

    purpose: str
    at: datetime
    order_id: int | None
    case_id: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """All that is known of a buyer when somebody wants to write to them about this order and case.

    `contacts` are those of the buyer over all channels and cases; `heard_at` is when the buyer last wrote.
    `happened` are the order's events: ordered, shipped, delivered, completed.
    """

    marketplace: str
    order_id: int | None
    case_id: int | None
    contacts: tuple[Contact, ...] = ()
    heard_at: datetime | None = None
    happened: Mapping[str, datetime] = field(default_factory=dict)
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """allowed; too_soon, with the moment `from_at` it is allowed from (None: not known yet); or never.

    `rule` is the id of the row that says so.
    """

    kind: str
    rule: str = ""
    from_at: datetime | None = None

    @property
    def is_allowed(self) -> bool:
        return self.kind == ALLOWED


def judge_contact(purpose: str, standing: Standing, *, now: datetime) -> Verdict:
    """Whether a message for that purpose may be sent now. Of several rows, the one that forbids longest."""
    if purpose in UNSOLICITED and standing.opted_out:
        return Verdict(NEVER, OPTED_OUT)
    book = load_pack("contact_limits").body
    found = [
        verdict
        for rows, judge in ((book["limits"], _by_limit), (book["windows"], _by_window))
        for row in rows
        if purpose in row["purposes"]
        and standing.marketplace in row.get("marketplaces", [standing.marketplace])
        for verdict in [judge(row, standing, now)]
        if verdict is not None
    ]
    return max(found, key=_weight, default=Verdict(ALLOWED))


def purpose_now(*, waits: bool, heard_at: datetime | None, now: datetime, template: str = "") -> str:
    """What a reply is for that nobody has said. `template`: what it began with (stage or stage.variant).

    An answer while the buyer waits or has written lately, but for a request for a review: that is one always.
    """
    book = load_pack("contact_limits").body
    stage = template.partition(".")[0]
    meant = next((purpose for purpose, stages in book["stages"].items() if stage in stages), "")
    if meant and (meant == REVIEW or not waits):
        return str(meant)
    recent = timedelta(days=book["unasked_after_days"])
    return ANSWER if waits or (heard_at is not None and now - heard_at <= recent) else "unasked"


def quiet_until(purpose: str, zones: Collection[str], *, now: datetime) -> datetime | None:
    """When the buyer's night is over, if it is night now wherever they may live; None to send at once."""
    quiet = load_pack("contact_limits").body["quiet"]
    if purpose not in quiet["purposes"]:
        return None
    begins, ends = time.fromisoformat(quiet["from"]), time.fromisoformat(quiet["until"])
    at = now
    for _ in range(_ZONES_LOOKED_AT * max(1, len(zones))):
        later = max((_morning(at, zone, begins, ends) for zone in zones), default=at)
        if later == at:
            break
        at = later
    return at if at > now else None


@kept_by("contact_limits")
def contact_words() -> Mapping[tuple[str, str], str]:
    """(rule id or purpose, language) → what it says, for people."""
    body = load_pack("contact_limits").body
    rows: list[dict[str, Any]] = [*body["limits"], *body["windows"]]
    words = {(row["id"], language): text for row in rows for language, text in row["text"].items()}
    for row in body["purposes"]:
        words |= {(row["code"], language): row[language] for language in ("en", "zh-Hans", "fr")}
    return words


def button_for(purpose: str, marketplace: str) -> Mapping[str, Any] | None:
    """What the marketplace sends itself for that purpose when a person presses its button."""
    rows: list[dict[str, Any]] = load_pack("contact_limits").body["buttons"]
    return next((row for row in rows if (row["purpose"], row["marketplace"]) == (purpose, marketplace)), None)


def days_after_delivery(purpose: str, marketplace: str) -> tuple[int, int]:
    """From which day to which it is allowed, by the strictest rows. 3,650 where no row ends it."""
    rows = [
        row
        for row in load_pack("contact_limits").body["windows"]
        if purpose in row["purposes"] and marketplace in row.get("marketplaces", [marketplace])
    ]
    opens = max((row.get("opens_days", 0) for row in rows), default=0)
    return opens, min((row["closes_days"] for row in rows if "closes_days" in row), default=3_650)


def _weight(verdict: Verdict) -> tuple[bool, bool, float]:
    at = verdict.from_at
    return verdict.kind == NEVER, at is None, at.timestamp() if at is not None else 0.0


def _by_limit(row: Mapping[str, Any], standing: Standing, now: datetime) -> Verdict | None:
    counted = row.get("counts", row["purposes"])
    since = standing.heard_at if row.get("anew") else None
    times = sorted(
        (
            each.at
            for each in standing.contacts
            if each.purpose in counted
            and (since is None or each.at > since)
            and _is_same(row["subject"], each, standing)
        ),
        reverse=True,
    )
    if len(times) < row["most"]:
        return None
    if "within_hours" not in row:
        return Verdict(NEVER, row["id"])
    free_at = times[row["most"] - 1] + timedelta(hours=row["within_hours"])
    return Verdict(TOO_SOON, row["id"], free_at) if free_at > now else None


def _is_same(subject: str, contact: Contact, standing: Standing) -> bool:
    if subject == "buyer":
        return True
    if subject == "order" and standing.order_id is not None:
        return contact.order_id == standing.order_id
    return contact.case_id == standing.case_id


def _by_window(row: Mapping[str, Any], standing: Standing, now: datetime) -> Verdict | None:
    names = [row["counts_from"], *([row["or_from"]] if "or_from" in row else [])]
    start = next((standing.happened[name] for name in names if name in standing.happened), None)
    if start is None:
        return Verdict(TOO_SOON, row["id"]) if "opens_days" in row else None
    opens = start + timedelta(days=row.get("opens_days", 0))
    if "closes_days" in row and now > start + timedelta(days=row["closes_days"]):
        return Verdict(NEVER, row["id"])
    return Verdict(TOO_SOON, row["id"], opens) if now < opens else None


def _morning(at: datetime, zone: str, begins: time, ends: time) -> datetime:
    """The end of the night that `at` falls into there; `at` itself by day."""
    local = at.astimezone(ZoneInfo(zone))
    if ends <= local.time() < begins:
        return at
    day = local.date() + timedelta(days=local.time() >= begins)
    return datetime.combine(day, ends, tzinfo=ZoneInfo(zone)).astimezone(at.tzinfo)
