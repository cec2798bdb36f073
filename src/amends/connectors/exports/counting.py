"""Counting how often a name came in a file of any length, in little memory."""

from array import array

_COUNT_BITS = 16
_COUNT = (1 << _COUNT_BITS) - 1
_MARK = ~_COUNT & (1 << 64) - 1


class NthCounter:
    """Tells of each name the how-manieth of its kind it is.

    Keeps 64 bits per different name (48 of its hash, 16 of its count) instead of the name: four million
    order lines take 64 MiB. Two names are taken for one with a chance of about one in 10^8 for such a file.
    """

    def __init__(self, slots: int = 1 << 12) -> None:
        """`slots`: the room to begin with, a power of two; it grows by itself."""
        self._slots = array("Q", bytes(8 * slots))
        self._used = 0
        self._beyond: dict[str, int] = {}  # names that came more often than 16 bits can count

    def __len__(self) -> int:
        return self._used

    def nth(self, name: str) -> int:
        """1 for the first such name, 2 for the second, and so on."""
        mark = hash(name) & _MARK or 1 << _COUNT_BITS
        place = self._place(self._slots, mark)
        word = self._slots[place]
        if word == 0:
            self._slots[place] = mark | 1
            self._used += 1
            if self._used * 4 > len(self._slots) * 3:
                self._grow()
            return 1
        count = word & _COUNT
        if count == _COUNT:
            self._beyond[name] = self._beyond.get(name, count) + 1
            return self._beyond[name]
        self._slots[place] = word + 1
        return count + 1

    @staticmethod
    def _place(slots: "array[int]", mark: int) -> int:
        """Where the word of `mark` is, or would go."""
        last = len(slots) - 1
        place = (mark >> _COUNT_BITS) & last
        while (word := slots[place]) and word & _MARK != mark:
            place = (place + 1) & last
        return place

    def _grow(self) -> None:
        bigger = array("Q", bytes(16 * len(self._slots)))
        for word in self._slots:
            if word:
                bigger[self._place(bigger, word & _MARK)] = word
        self._slots = bigger
