"""A table of 200 rows and 12 columns, judged by us, by zen-engine and as CEL: verdicts and rates."""

import time
from collections.abc import Callable
from typing import Any

from amends.policies.tables.judging import decide
from amends.policies.tables.known import read_facts
from amends.policies.tables.loading import read_rulebook
from benchmarks import made_table
from benchmarks.measuring import Finding

LEAST_RATE = 100_000
FACTS = 100_000
OTHERS_PER_ROUND = 1_000
ROUNDS = 5


def run(address: str, *, full: bool) -> list[Finding]:
    """The bars: 100,000 decisions a second on one core, faster than both others, equal on 100,000 facts."""
    made = made_table.rows(seed=1)
    book, problems = read_rulebook("made_up", {"made_up.yaml": made_table.as_pack(made)})
    assert book is not None, problems
    assert not problems, problems
    plain = made_table.facts(FACTS, seed=2)
    written = [made_table.as_our_facts(one) for one in plain]
    frozen = [read_facts(book.facts, one) for one in written]
    ours = [decide(book, one, "made").outcomes["answer"] for one in frozen]

    rate = _rate(lambda some: [decide(book, one, "made") for one in some], frozen)
    whole = _rate(
        lambda some: [decide(book, read_facts(book.facts, one), "made") for one in some], written[:10_000]
    )
    findings = [
        Finding(
            name=f"decisions of a table of {made_table.ROWS} rows and {made_table.COLUMNS} columns",
            measured=f"{rate:,.0f}/s",
            yardstick=f"reading the facts from JSON as well: {whole:,.0f}/s",
            ratio=round(rate / whole, 1),
            bar=f"at least {LEAST_RATE:,}/s on one core",
            ok=rate >= LEAST_RATE,
        )
    ]
    for name, engine in (("zen-engine", _zen), ("CEL (Rust)", _cel)):
        findings += _beside(name, engine, made, plain, ours, rate)
    return findings


Judge = Callable[[dict[str, Any]], int]


def _beside(
    name: str,
    engine: Callable[[list[dict[str, Any]]], Judge],
    made: list[dict[str, Any]],
    plain: list[dict[str, Any]],
    ours: list[int],
    rate: float,
) -> list[Finding]:
    try:
        judge = engine(made)
    except ImportError:
        lacking = "not installed: requirements/bench.txt"
        return [Finding(f"decisions beside {name}", lacking, "", None, "", None)]
    compared = len(plain)
    unlike = sum(judge(one) != answer for one, answer in zip(plain, ours, strict=True))
    other = _rate(lambda some: [judge(one) for one in some], plain[:OTHERS_PER_ROUND])
    return [
        Finding(
            name=f"decisions beside {name}",
            measured=f"{rate:,.0f}/s",
            yardstick=f"{name}: {other:,.0f}/s",
            ratio=round(rate / other, 1),
            bar="faster",
            ok=rate > other,
        ),
        Finding(
            name=f"verdicts equal to those of {name}",
            measured=f"{compared - unlike:,} of {compared:,}",
            yardstick="",
            ratio=None,
            bar="all",
            ok=unlike == 0,
        ),
    ]


def _rate(judge_all: Callable[[list[Any]], object], some: list[Any]) -> float:
    """Decisions in a second of this process's own time, the best of several rounds."""
    best = 0.0
    for _ in range(ROUNDS):
        begun = time.process_time()
        judge_all(some)
        best = max(best, len(some) / (time.process_time() - begun))
    return best


def _zen(made: list[dict[str, Any]]) -> Judge:
    import zen

    decision = zen.ZenEngine().create_decision(made_table.as_jdm(made))

    def judge(facts: dict[str, Any]) -> int:
        answer: int = decision.evaluate(facts)["result"]["answer"]
        return answer

    return judge


def _cel(made: list[dict[str, Any]]) -> Judge:
    import cel

    programs = [cel.compile(some) for some in made_table.as_cel(made)]

    def judge(facts: dict[str, Any]) -> int:
        context = cel.Context(facts)
        answers = (program.execute(context) for program in programs)
        return next((answer for answer in answers if answer >= 0), made_table.ROWS)

    return judge
