"""What people were asked about a case and have answered, as it is kept."""

from collections.abc import Mapping

from amends.cases.models import Case
from amends.playbooks.case_facts import Answer, read_answer
from amends.policies.facts import BadFacts


def answers_of(case: Case) -> Mapping[str, Answer]:
    """Fact → answer. One that no longer fits its fact, since that was changed, is asked for again."""
    found: dict[str, Answer] = {}
    for name, said in case.answers.items():
        try:
            found[name] = read_answer(name, said["value"])
        except BadFacts:
            continue
    return found
