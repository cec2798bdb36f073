"""What the verdict of a playbook hangs on: facts, clocks, questions of decision tables, lines of costs."""

from collections.abc import Iterator

from amends.playbooks.conditions import Condition
from amends.playbooks.playbook import Playbook
from amends.playbooks.questions import case_questions, question_of

_WINDOWS = {
    "law_window": "return_window",
    "law_rule": "return_window",
    "return_window": "return_window",
    "fault_window": "fault_window",
    "fault_rule": "fault_window",
    "hours_to_claim": "claim_possible",
}
_HOURS_LEFT = "hours_left_"


def names_of(book: Playbook) -> frozenset[str]:
    """The names of all facts on which its outcome, ways out, liability and steps hang."""
    names = {test.fact for condition in _conditions(book) for test in condition}
    names |= {need.fact for need in book.needs}
    for question in {question for name in names if (question := question_of(name)) is not None}:
        tables = case_questions()[question]
        for leaf in tables.leaves(question):
            told_by = tables.facts[leaf].case
            names |= {told_by if isinstance(told_by, str) else leaf}
    return frozenset(names)


def clocks_of(book: Playbook) -> frozenset[str]:
    """The kinds of clocks on which they hang."""
    names = names_of(book)
    kinds = {name.removeprefix(_HOURS_LEFT) for name in names if name.startswith(_HOURS_LEFT)}
    kinds |= {_WINDOWS[name] for name in names if name in _WINDOWS}
    return frozenset(kinds | {step.before.kind for step in book.steps if step.before is not None})


def questions_of(book: Playbook) -> frozenset[str]:
    """The questions of decision tables on which they hang."""
    return frozenset(question for name in names_of(book) if (question := question_of(name)) is not None)


def lines_of(book: Playbook) -> frozenset[str]:
    """The lines that its costs have."""
    return frozenset(line.line for way in book.resolutions for line in way.lines)


def lines_to_buyer(book: Playbook) -> frozenset[str]:
    """Those of them that the buyer receives."""
    return frozenset(line.line for way in book.resolutions for line in way.lines if line.to_buyer)


def _conditions(book: Playbook) -> Iterator[Condition]:
    yield from (need.when for need in book.needs)
    yield from (row.when for row in book.liable)
    for way in book.resolutions:
        yield from (ground.when for ground in (*way.refused, *way.not_advised, *way.rights))
        yield from (line.when for line in way.lines)
    for step in book.steps:
        yield from (step.when, step.moot, step.done)
