"""The examples of the packs a seller may lay over, put to the code that uses them."""

from collections.abc import Callable, Iterator

from amends.core.packs import Pack
from amends.publishing.case_fact_examples import case_fact_problems
from amends.publishing.own_wording_examples import own_wording_problems
from amends.publishing.playbook_examples import cost_problems, playbook_problems
from amends.publishing.policy_examples import policy_problems
from amends.publishing.reply_examples import reply_problems

CHECKS: dict[str, Callable[[Pack], Iterator[str]]] = {
    "case_costs": cost_problems,
    "case_facts": case_fact_problems,
    "own_wording": own_wording_problems,
    "playbooks": playbook_problems,
    "policies": policy_problems,
    "replies": reply_problems,
}


def problems_of(pack: Pack) -> Iterator[str]:
    """A sentence for each example that comes out otherwise and each row that contradicts another."""
    return CHECKS[pack.name.partition("/")[0]](pack)
