"""What a case is about, made up from what triage guessed of its messages and what people said instead."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from amends.cases.grouping import question_of
from amends.cases.rules import MOST_URGENT, most_urgent_first

NAMES_THE_CASE = 0.35  # below, an issue type is only a possibility
RENAMES_THE_CASE = 0.6  # below, a later message ("Bump.") leaves the case what it is about
NO_ANSWER = ("thanks", "notification")
ASKS_NOTHING = (*NO_ANSWER, "other")  # "Are you there?" leaves a case what it is about

Guesses = Sequence[Sequence[Any]]  # (code, confidence), the best first


@dataclass(frozen=True, slots=True)
class About:
    """A case's issue types, the first first. `held`: a person has said what it is about.

    `ruled_out`: what a person has said that it is not, so that the same words do not bring it back.
    """

    types: tuple[str, ...] = ()
    ruled_out: frozenset[str] = frozenset()
    held: bool = False

    def hearing(self, guesses: Guesses) -> "About":
        """After one more message of the buyer. What a person said stays first until another is named."""
        likely = [code for code in likely_of(guesses) if code not in self.ruled_out]
        if self.types and _is_vague(guesses):
            likely = [code for code in likely if code in MOST_URGENT]
        if not set(self.types) <= set(ASKS_NOTHING):
            likely = [code for code in likely if code not in ASKS_NOTHING]
        if self.held and set(likely) <= set(self.types):
            return self
        best = [code for code, _ in guesses[:1]]
        types = most_urgent_first([*likely, *self.types] or best)
        return About(tuple(types), self.ruled_out, self.held)

    def corrected(self, to: str, ruled_out: Collection[str]) -> "About":
        """After a person said that it is about `to`, and not about these."""
        gone = (self.ruled_out | set(ruled_out)) - {to}
        others = [code for code in self.types if code != to and code not in ruled_out]
        return About((to, *others), gone, held=True)


def about_both(types: Sequence[str], more: Sequence[str]) -> list[str]:
    """What two cases that become one are about; thanks and notices only where neither asks anything."""
    both = [*types, *more]
    return most_urgent_first([code for code in both if code not in ASKS_NOTHING] or both)


def _is_vague(guesses: Guesses) -> bool:
    return bool(guesses) and guesses[0][1] < RENAMES_THE_CASE


def likely_of(guesses: Guesses) -> list[str]:
    """The issue types that one message names."""
    return [code for code, confidence in guesses if confidence >= NAMES_THE_CASE]


def wrong_of(types: Sequence[str], to: str, guesses: Guesses) -> list[str]:
    """What a correction to `to` rules out: what led, where these guesses of a message had put it there.

    A message nobody understood says nothing against what an earlier one was about.
    """
    leader = types[0] if types else ""
    named = {*likely_of(guesses), *(code for code, confidence in guesses[:1] if confidence)}
    return [leader] if leader and leader != to and leader in named else []


def wants_answer(guesses: Guesses, to: str = "", ruled_out: Collection[str] = ()) -> bool:
    """Whether a message waits for an answer: not where it surely wants none, or a person said so (`to`)."""
    if to in NO_ANSWER:
        return False
    standing = [guess for guess in guesses if guess[0] not in ruled_out]
    return not standing or standing[0][0] not in NO_ANSWER or standing[0][1] < NAMES_THE_CASE


@dataclass(frozen=True, slots=True)
class Latest:
    """A buyer's latest message as triage and people judged it. `thanks`: it says thank you, whatever else."""

    guesses: Guesses
    to: str = ""
    ruled_out: Collection[str] = ()
    thanks: bool = False


def still_asks(question: str, said: Latest) -> bool:
    """Whether the message asks this question of a group, or follows up on it with no question of its own.

    What tells thanks or a notice from a question is unsure at times: for a group doubt is enough, since
    whoever stands in none is answered by hand.
    """
    if said.to:
        return said.to == "other" or question_of([said.to]) == question
    standing = [guess for guess in said.guesses if guess[0] not in said.ruled_out]
    likely = likely_of(standing)
    if any(question_of([code]) == question for code in likely):
        return True
    if said.thanks or (standing and standing[0][0] in NO_ANSWER):
        return False
    return not likely or likely[0] == "other"
