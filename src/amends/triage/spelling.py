"""Misspelt words put right: an unknown word that is one slip away from a known one is read as that one."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from amends.triage.judgement import Script
from amends.triage.trained import trained

SHORTEST, LONGEST = 5, 20


@cache
def mender(script: Script) -> Callable[[str], str]:
    """A function from a stem as written to the stem that was meant."""
    return mender_of(trained(script).words)


def mender_of(words: Sequence[str]) -> Callable[[str], str]:
    """The same for these known stems, the commonest first."""
    known = frozenset(words)
    shortened: dict[str, str] = {}
    for word in words:
        if SHORTEST <= len(word) <= LONGEST and word.isalpha():
            for short in _one_less(word):
                shortened.setdefault(short, word)

    def mend(word: str) -> str:
        if word in known or not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
            return word
        for short in (word, *_one_less(word)):
            meant = shortened.get(short) or (short if short in known and short != word else None)
            if meant and meant[0] == word[0] and len(meant) >= SHORTEST:
                return meant
        return word

    return mend


def _one_less(word: str) -> Iterator[str]:
    yield from (word[:at] + word[at + 1 :] for at in range(1, len(word)))
