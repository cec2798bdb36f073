"""Files of what was learnt: a mark, one line of JSON, and packed parts behind it."""

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def sources_of(path: Path, magic: bytes) -> str:
    """The hash of what a file was learnt from; "" where it cannot be told."""
    try:
        with path.open("rb") as raw:
            return str(json.loads(raw.readline())["sources"]) if raw.read(len(magic)) == magic else ""
    except (OSError, ValueError, KeyError):
        return ""


def packed(magic: bytes, header: Mapping[str, Any], parts: Mapping[str, bytes]) -> bytes:
    """The bytes of a file; the header tells the length of each part as well."""
    whole = {**header, "parts": {name: len(part) for name, part in parts.items()}}
    head = json.dumps(whole, separators=(",", ":")).encode()
    return magic + head + b"\n" + zlib.compress(b"".join(parts.values()), 9)


def unpacked(raw: bytes, magic: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The header and the parts of a file. Raises ValueError, KeyError, TypeError or zlib.error."""
    head, body = raw.removeprefix(magic).split(b"\n", 1)
    header: dict[str, Any] = json.loads(head)
    if not raw.startswith(magic):
        raise ValueError("it is none of ours")
    whole, at, parts = zlib.decompress(body), 0, {}
    for name, length in header["parts"].items():
        parts[name] = whole[at : at + length]
        at += length
    return header, parts


def write(path: Path, raw: bytes) -> None:
    """Put a file in its place, whole or not at all."""
    path.parent.mkdir(exist_ok=True)
    new = path.with_suffix(".new")
    new.write_bytes(raw)
    new.replace(path)
