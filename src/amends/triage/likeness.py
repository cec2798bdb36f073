"""How alike two texts are, so that a text written twice counts once."""

from collections import Counter
from collections.abc import Iterator, Sequence

from amends.triage.judgement import Script
from amends.triage.reading import read
from amends.triage.units import letters, words

NEARLY = 0.75  # of the pieces of both together that both have
_SIZE = {"zh": 2, "en": 3, "fr": 3}
_SIGNS = frozenset(".,，!?！？")


def text_units(text: str, script: Script) -> list[str]:
    """The units of a text, misspellings left as they are."""
    plain = read(text).text
    return (letters(plain) if script == "zh" else words(plain, script)).units


def pieces(text: str, script: Script) -> frozenset[str]:
    """What texts are compared by: pairs of characters, or runs of three letters over all stems."""
    units = [unit for unit in text_units(text, script) if unit not in _SIGNS]
    joined = "".join(units) if script == "zh" else " ".join(units)
    size = _SIZE[script]
    return frozenset(joined[at : at + size] for at in range(max(1, len(joined) - size + 1)))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0, nothing in common, to 1, the same pieces."""
    return len(one & other) / len(one | other)


class Likenesses:
    """Texts of one language among which nearly equal ones are found.

    Two texts nearly equal share one of their rarest pieces, so each is entered under those alone.
    """

    def __init__(self, texts: Sequence[str], script: Script) -> None:
        self._script = script
        self._texts = texts
        self._pieces = [pieces(text, script) for text in texts]
        self._often = Counter(piece for found in self._pieces for piece in found)
        self._under: dict[str, list[int]] = {}
        for at, found in enumerate(self._pieces):
            for piece in self._rarest(found):
                self._under.setdefault(piece, []).append(at)

    def nearly(self, text: str) -> str | None:
        """A text nearly equal to this one, None where there is none."""
        return next((self._texts[at] for at in self._nearly(pieces(text, self._script))), None)

    def different(self) -> list[str]:
        """The texts that are not nearly equal to one before."""
        kept: set[int] = set()
        for at, found in enumerate(self._pieces):
            if not any(other in kept for other in self._nearly(found)):
                kept.add(at)
        return [self._texts[at] for at in sorted(kept)]

    def _nearly(self, found: frozenset[str]) -> Iterator[int]:
        entered = {at for piece in self._rarest(found) for at in self._under.get(piece, ())}
        least, most = NEARLY * len(found), len(found) / NEARLY
        return (
            at
            for at in sorted(entered)
            if least <= len(self._pieces[at]) <= most and alike(found, self._pieces[at]) > NEARLY
        )

    def _rarest(self, found: frozenset[str]) -> list[str]:
        by_rarity = sorted(found, key=lambda piece: (self._often[piece], piece))
        return by_rarity[: len(found) - int(NEARLY * len(found)) + 1]
