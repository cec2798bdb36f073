"""The examples of case facts, put to the code that reads them."""

from collections import Counter
from collections.abc import Iterator

from amends.core.packs import Pack, load_pack, load_packs
from amends.playbooks.case_facts import asked_facts, read_answer
from amends.playbooks.fact_names import fact_kinds
from amends.policies.facts import BadFacts


def case_fact_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each example that comes out otherwise, each name given twice, each party unheard of."""
    shown = pack.body.get("evidence", [])
    names = [row["name"] for row in pack.body["facts"]] + [row["code"] for row in shown]
    yield from (f"{name} stands {count} times" for name, count in Counter(names).items() if count > 1)
    codes = {row["code"] for row in shown}
    yield from (f"{code} is evidence and a condition's name" for code in sorted(codes & set(fact_kinds())))
    parties = load_pack("parties").body["parties"]
    rows = [*pack.body["facts"], *shown]
    yield from (f"there is no party {name}" for name in sorted({row["of"] for row in rows} - set(parties)))
    for example in pack.body.get("examples", []):
        if _fits(example["fact"], example["written"]) is not example["fits"]:
            yield f"example {example}: comes out otherwise"
    told = {example["fact"] for each in load_packs("case_facts") for example in each.body.get("examples", [])}
    reached = {fact.type for name, fact in asked_facts().items() if name in told}
    types = {row["type"] for row in pack.body["facts"]}
    yield from (f"no example for facts of the type {kind}" for kind in sorted(types - reached))


def _fits(fact: str, written: object) -> bool:
    try:
        read_answer(fact, written)
    except BadFacts:
        return False
    return True
