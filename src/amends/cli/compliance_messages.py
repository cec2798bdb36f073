"""The messages that the second reader learns from, put to the linter: most come out as labelled."""

from collections import Counter
from collections.abc import Iterator

from amends.cli.compliance_examples import linted
from amends.compliance.book import book
from amends.compliance.training.material import CLEAN, examples_of
from amends.core.packs import Pack

FEWEST = 40  # of each rule
EVERY = 10  # one in so many is judged
LEAST_RIGHT = 0.9


def message_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each thing that makes messages unfit to learn from."""
    if pack.name != f"compliance_examples/{pack.body['language']}":
        yield f"is to be named compliance_examples/{pack.body['language']}"
    known = {rule.id for rule in book().rules} | {CLEAN}
    for rule, texts in pack.body["examples"].items():
        if rule not in known:
            yield f"there is no rule {rule}"
        if len(texts) < FEWEST:
            yield f"{len(texts)} messages of {rule}, at least {FEWEST}"
    told = list(examples_of(pack))
    for text, times in Counter(one.text for one in told).items():
        if times > 1:
            yield f"{text!r} stands under more than one rule"
    asked = told[::EVERY]
    right = sum(bool(linted(one.text, one.language)) is (one.rule != CLEAN) for one in asked)
    if right < LEAST_RIGHT * len(asked):
        yield f"of its messages {right / len(asked):.0%} are judged right"
