"""The words of search put to the test: every example, no way of writing twice, every value reached."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from amends.core.packs import Pack
from amends.insights.searching.language import read_search
from amends.insights.searching.vocabulary import filters, plain, ways_of


def search_word_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each example that comes out otherwise, each name of two things, each thing not shown."""
    rows = pack.body["filters"]
    yield from _written_twice(rows)
    for row in rows:
        yield from _written_twice(row.get("values", ()))
    reached = set()
    for example in pack.body["examples"]:
        read = read_search(example["said"]).conditions
        got = [(each.code, _meant(each.code, each.value)) for each in read]
        if got != [(example["code"], example["value"])]:
            yield f"example {example}: comes out as {got}"
        reached.add((example["code"], example["value"]))
        reached.add((example["code"], ""))
    for row in rows:
        for value in ({"code": ""}, *row.get("values", ())):
            if (row["code"], value["code"]) not in reached:
                yield f"no example for {row['code']}:{value['code']}"


def _meant(code: str, value: str) -> str:
    return filters()[code].values.get(plain(value), value)


def _written_twice(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    owners = Counter(way for row in rows for way in {plain(way) for way in ways_of(row)})
    yield from (f"{way} means two things" for way, times in owners.items() if times > 1)
