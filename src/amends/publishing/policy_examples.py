"""The examples of a policy pack, put to the clocks."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from amends.core.packs import Pack
from amends.playbooks.case_facts import DATE, asked_facts
from amends.policies.clocks import ClockDue, read_clocks
from amends.policies.facts import ClockFacts, GivenDeadline
from amends.policies.moments import Named
from amends.policies.rulebook import notes_of, rules_of


def policy_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each example that comes out otherwise, each id twice there, each row without example."""
    ids = [row["id"] for row in pack.body.get("rules", [])] + [note.id for note in notes_of(pack)]
    yield from (f"{name} stands {count} times" for name, count in Counter(ids).items() if count > 1)
    reached = set()
    for example in pack.body.get("examples", []):
        got = _told(example["facts"])
        for rule, wanted in example["gives"].items():
            shown = got.get(rule, "none")
            if not _agrees(wanted, shown):
                yield f"{example['name']}: {rule} comes out as {shown}"
            if wanted != "none":
                reached.add(rule)
    dates = {fact.name for fact in asked_facts().values() if fact.type == DATE}
    for row in rules_of(pack):
        if isinstance(row.due, Named):
            yield from (f"{row.id}: {name} is no day noted on cases" for name in row.due.facts - dates)
    yield from (f"no example for {row.id}" for row in rules_of(pack) if row.id not in reached)


def facts_of(written: dict[str, Any]) -> ClockFacts:
    """The facts of an example. Raises BadFacts."""
    return ClockFacts(
        marketplace=written["marketplace"],
        zone=written["zone"],
        country=written.get("country"),
        fulfilment=written.get("fulfilment"),
        carrier=written.get("carrier"),
        route=written.get("route"),
        ships_to=written.get("ships_to"),
        issue_types=frozenset(written.get("issue_types", ())),
        marks=frozenset(written.get("marks", ())),
        happened={name: _moment(text) for name, text in written["happened"].items()},
        given={
            kind: GivenDeadline(_moment(row["due_at"]), _moment(row["noted_at"]))
            for kind, row in written.get("given", {}).items()
        },
        days={name: date.fromisoformat(day) for name, day in written.get("days", {}).items()},
    )


def _told(written: dict[str, Any]) -> dict[str, dict[str, Any] | str]:
    clocks = read_clocks(facts_of(written))
    known: dict[str, dict[str, Any] | str] = {clock.rule: _shown(clock) for clock in clocks.due}
    return known | {clock.rule: "unknown" for clock in clocks.unknown}


def _shown(clock: ClockDue) -> dict[str, Any]:
    return {
        "due": clock.due_at.isoformat(),
        "opens": clock.opens_at.isoformat() if clock.opens_at else None,
        "paused": [[begins.isoformat(), ends.isoformat()] for begins, ends in clock.paused],
    }


def _agrees(wanted: dict[str, Any] | str, shown: dict[str, Any] | str) -> bool:
    if wanted in ("unknown", "none") or isinstance(shown, str):
        return wanted == shown
    asked = wanted if isinstance(wanted, dict) else {"due": wanted}
    return all(_in_utc(value) == shown[field] for field, value in asked.items())


def _in_utc(written: Any) -> Any:
    if isinstance(written, list):
        return [_in_utc(part) for part in written]
    return _moment(written).isoformat()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def gives_now(example: Mapping[str, Any]) -> dict[str, Any]:
    """What the example would have to give by the packs in force; times as it wrote them: in its own zone."""
    got = _told(example["facts"])
    zone = ZoneInfo(example["facts"]["zone"])
    return {
        rule: wanted
        if _agrees(wanted, got.get(rule, "none"))
        else _in_zone(wanted, got.get(rule, "none"), zone)
        for rule, wanted in example["gives"].items()
    }


def _in_zone(wanted: Any, shown: dict[str, Any] | str, zone: ZoneInfo) -> Any:
    if isinstance(shown, str):
        return shown
    if not isinstance(wanted, dict):
        return _moments_in(shown["due"], zone)
    kept = {field: _moments_in(shown[field], zone) for field in wanted if shown.get(field) is not None}
    return kept | ({"paused": _moments_in(shown["paused"], zone)} if shown["paused"] else {})


def _moments_in(told: Any, zone: ZoneInfo) -> Any:
    if isinstance(told, list):
        return [_moments_in(part, zone) for part in told]
    return _moment(told).astimezone(zone).isoformat()
