"""A look ahead over blocks of lines, for a row that goes on over several lines."""

from collections.abc import Iterator

from amends.connectors.tables.lines import Block


class Window:
    """The block being read, at `place`. A look past its end joins the next block to what is left of it."""

    def __init__(self, blocks: Iterator[Block]) -> None:
        self._blocks = blocks
        self._held: Block | None = None
        self.block: Block | None = None
        self.place = 0

    def next_block(self) -> Block | None:
        """The block after the current one, None at the end of the file."""
        self.block, self._held = self._held or next(self._blocks, None), None
        self.place = 0
        return self.block

    def following(self) -> Iterator[str]:
        """The lines after the one at `place`, up to a line too long to hold."""
        block = self.block
        assert block is not None
        offset = 0
        while True:
            offset += 1
            if self.place + offset >= len(block.lines) and not self._join(block):
                return
            yield block.lines[self.place + offset]

    def _join(self, block: Block) -> bool:
        if self._held is not None:
            return False
        further = next(self._blocks, None)
        if further is None or further.cut:
            self._held = further
            return False
        block.lines[: self.place] = []
        block.lines += further.lines
        block.sound = block.sound and further.sound
        block.first += self.place
        self.place = 0
        return True
