"""Misspelt words put right: an unknown word that is one slip away from a known one is read as that one."""

from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from amends.triage.evidence import training_texts
from amends.triage.judgement import Script

SHORTEST, LONGEST = 5, 20


@cache
def mender(script: Script) -> Callable[[str], str]:
    """A function from a stem as written to the stem that was meant."""
    known: dict[str, int] = {}
    for _, _, units in training_texts(script):
        for unit in units:
            known[unit] = known.get(unit, 0) + 1
    shortened: dict[str, str] = {}
    for word in sorted(known, key=lambda word: -known[word]):
        if SHORTEST <= len(word) <= LONGEST and word.isalpha():
            for short in _one_less(word):
                shortened.setdefault(short, word)

    @lru_cache(maxsize=100_000)
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
