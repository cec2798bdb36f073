"""Text whose long lines were cut for the journey (RFC 3676), put together again."""

import re

LONGEST = 2_000_000  # characters; nobody writes as much, and it stays readable
FORMAT_OF_LINE = re.compile(r"(>*)( ?)(.*)", re.DOTALL)


def unflowed(text: str, *, delete_space: bool) -> str:
    """RFC 3676 undone: lines that end in a space run on, at the same depth of quoting."""
    if len(text) > LONGEST:
        return text
    lines: list[str] = []
    running_depth: int | None = None
    pieces: list[str] = []
    for line in text.split("\n"):
        marks, _, words = FORMAT_OF_LINE.fullmatch(line).groups()  # type: ignore[union-attr]
        depth, signature = len(marks), words == "-- "
        flows = words.endswith(" ") and not signature
        if running_depth is None or running_depth != depth or signature:
            if pieces:
                lines.append("".join(pieces).rstrip(" "))
            pieces = [f"{marks} " if marks else ""]
        pieces.append(words[:-1] if flows and delete_space else words)
        running_depth = depth if flows else None
        if not flows:
            lines.append("".join(pieces))
            pieces = []
    if pieces:
        lines.append("".join(pieces).rstrip(" "))
    return "\n".join(lines)
