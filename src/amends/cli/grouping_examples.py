"""The examples of what groups of cases are named by: places, what holds parcels up there, topics."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from amends.cases.topics import topics_in
from amends.core.packs import Pack
from amends.core.wordings import folded
from amends.parcels.places import hold_up_of, place_of


def place_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each example that comes out otherwise, and each way of writing that means two things."""
    yield from _written_twice(pack.body["places"])
    yield from _written_twice(pack.body["hold_ups"])
    reached = set()
    for example in pack.body["examples"]:
        text = example.get("text", "")
        got = {"place": place_of(example["location"], text), "hold_up": hold_up_of(text)}
        reached.add(got["hold_up"])
        for field, said in got.items():
            if example.get(field, "") != said:
                yield f"example {example}: {field} comes out as {said!r}"
    for row in pack.body["hold_ups"]:
        if row["code"] not in reached:
            yield f"no example for {row['code']}"


def topic_problems(pack: Pack) -> Iterator[str]:
    """The same for topics."""
    yield from _written_twice(pack.body["topics"])
    for example in pack.body["examples"]:
        got = sorted(topics_in(example["text"]))
        if got != sorted(example["topics"]):
            yield f"example {example}: topics come out as {got}"


def _written_twice(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    ways = Counter((way, row["code"]) for row in rows for way in map(folded, row.get("written", ())))
    owners = Counter(way for way, _ in ways)
    yield from (f"{way} stands twice" for (way, _), times in ways.items() if times > 1)
    yield from (f"{way} means two things" for way, times in owners.items() if times > 1)
