"""The one way a cell's content is refused."""

LONGEST = 100
"""Characters beyond which a cell is no amount, date, quantity or flag, whatever it holds."""


class BadValue(Exception):
    """A cell that says nothing usable: `reason` is a stable code, `detail` a sentence for a person."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class BadField(BadValue):
    """The same, with the field of the kind it concerns."""

    def __init__(self, field: str, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.field = field


def quoted(text: str) -> str:
    """The text in quotes, shortened to what fits into a sentence."""
    return f'"{text}"' if len(text) <= 60 else f'"{text[:57]}…"'
