"""File names from outside, made fit to be shown and saved."""

import re

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')


def safe_name(filename: str) -> str:
    """A name for any file system: no path, no control or direction marks, at most 120 signs."""
    name = _NOT_IN_NAMES.sub("_", filename).strip(" .")
    if len(name) > 120:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[:100]}.{ending[:16]}" if dot else name[:120]
    return name.encode("utf-8", "replace").decode() or "file"
