"""Which templates a group's question can begin an answer with: by the issue types that a stage is meant for.

A stage that is meant for none in particular ("Seen, we look into it") fits every question.
"""

from collections.abc import Collection
from dataclasses import dataclass

from amends.cases.grouping import types_of
from amends.replies.stages import fit, in_order, moments

THEIRS_ALONE = frozenset({"safety_incident", "authority_complaint"})


@dataclass(frozen=True, slots=True)
class Beginnings:
    """Stages by how well they fit: `fitting` those meant for the question first, `others` with a warning."""

    fitting: tuple[str, ...]
    others: tuple[str, ...]


def sorted_for(question: str, stages: Collection[str]) -> Beginnings:
    """These stages as a group of that question is offered them; what it must never be said is not there."""
    offered = [stage for stage in in_order(stages) if may_begin(stage, question)]
    fitting = [stage for stage in offered if fits(stage, question)]
    fitting.sort(key=lambda stage: -fit(stage, types_of(question)))
    return Beginnings(tuple(fitting), tuple(stage for stage in offered if stage not in fitting))


def fits(stage: str, question: str) -> bool:
    """Whether the stage is meant for that question of a group, or for any."""
    known = moments().get(stage)
    return known is None or not known.issue_types or not known.issue_types.isdisjoint(types_of(question))


def may_begin(stage: str, question: str) -> bool:
    """Whether a group of that question may be answered with it, warned or not.

    What is written where somebody may be hurt, or an authority asks, is not for buyers who ask anything else.
    """
    known = moments().get(stage)
    return known is None or known.issue_types.isdisjoint(THEIRS_ALONE) or fits(stage, question)
