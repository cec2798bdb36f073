"""What could not be read of a mail: short stable codes, kept beside what could."""

import re

MOST = 50


class Problems:
    """An ordered set of codes. A code may carry a cleaned detail after a colon (`charset_unknown:x-odd`)."""

    def __init__(self) -> None:
        self._codes: dict[str, None] = {}

    def note(self, code: str, detail: str = "") -> None:
        cleaned = re.sub(r"[^a-z0-9._-]", "", detail.lower())[:40]
        if len(self._codes) < MOST:
            self._codes[f"{code}:{cleaned}" if cleaned else code] = None

    def codes(self) -> list[str]:
        return list(self._codes)
