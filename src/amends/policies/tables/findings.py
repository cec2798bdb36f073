"""What is wrong with a rulebook, where, and how it is mended."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from amends.core.packs import BadPack

ERROR, WARNING, NOTE = LEVELS = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to see to. `code` is stable; `line` counts from 1, 0 where it is not of one line.

    An error keeps a rulebook from being used or released, a warning does not, a note only tells.
    """

    level: str
    code: str
    message: str
    mend: str = ""
    file: str = ""
    line: int = 0
    table: str = ""
    row: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        return f"{place}{self.message} {self.mend}".strip()


class BadRulebook(BadPack):
    """A rulebook that cannot be loaded: `code` is that of its first error, `findings` are all of them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        first = self.findings[0]
        more = len(self.findings) - 1
        place = f"{first.file}:{first.line}: " if first.line else f"{first.file}: " if first.file else ""
        also = f" There are {more} more: amends rulebook check tells them all." if more else ""
        super().__init__(first.code, f"{place}{first.message}", mend=f"{first.mend}{also}".strip())
