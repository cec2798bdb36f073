"""A canvas of whole-number shapes: polygons, ellipses, lines, in colours of a palette."""

from collections.abc import Sequence
from itertools import pairwise

Colour = tuple[int, int, int]
Point = tuple[int, int]


class Canvas:
    """Rows of palette indexes, and the palette as it grows (at most 256 colours)."""

    def __init__(self, width: int, height: int, ground: Colour) -> None:
        self.width, self.height = width, height
        self.palette: list[Colour] = [ground]
        self.rows = [bytearray(width) for _ in range(height)]

    def rectangle(self, left: int, top: int, right: int, bottom: int, colour: Colour) -> None:
        index = self._index(colour)
        for y in range(max(top, 0), min(bottom, self.height)):
            self._fill(y, left, right, index)

    def polygon(self, points: Sequence[Point], colour: Colour) -> None:
        index = self._index(colour)
        edges = list(zip(points, [*points[1:], points[0]], strict=True))
        for y in range(max(0, min(y for _, y in points)), min(self.height, max(y for _, y in points))):
            cuts = sorted(
                x1 + (x2 - x1) * (2 * y + 1 - 2 * y1) // (2 * (y2 - y1))
                for (x1, y1), (x2, y2) in edges
                if (y1 <= y < y2) or (y2 <= y < y1)
            )
            for left, right in zip(cuts[::2], cuts[1::2], strict=False):
                self._fill(y, left, right, index)

    def ellipse(self, x: int, y: int, across: int, down: int, colour: Colour) -> None:
        """Centre, and the radius each way."""
        index = self._index(colour)
        for row in range(max(0, y - down), min(self.height, y + down)):
            square = across * across * (down * down - (row - y) * (row - y)) // (down * down)
            half = _root(square)
            self._fill(row, x - half, x + half, index)

    def line(self, points: Sequence[Point], thick: int, colour: Colour) -> None:
        """A bent line through the points."""
        for (x1, y1), (x2, y2) in pairwise(points):
            steps = max(abs(x2 - x1), abs(y2 - y1), 1)
            for step in range(steps + 1):
                x, y = x1 + (x2 - x1) * step // steps, y1 + (y2 - y1) * step // steps
                self.rectangle(x, y, x + thick, y + thick, colour)

    def _fill(self, y: int, left: int, right: int, index: int) -> None:
        left, right = max(left, 0), min(right, self.width)
        if left < right:
            self.rows[y][left:right] = bytes((index,)) * (right - left)

    def _index(self, colour: Colour) -> int:
        if colour not in self.palette:
            self.palette.append(colour)
        return self.palette.index(colour)


def shade(colour: Colour, of_hundred: int) -> Colour:
    """The colour darker or (above 100) lighter."""
    red, green, blue = (max(0, min(255, part * of_hundred // 100)) for part in colour)
    return red, green, blue


def _root(square: int) -> int:
    root = int(square**0.5) if square > 0 else 0
    while root * root > square:
        root -= 1
    return root
