"""Which kind of picture a file is, by its octets alone, and whether it is something else besides."""

HEAD = 4096  # octets from its begin that are looked at
TAIL = 65_557  # from its end: a ZIP's last record with the longest comment
_HEADS_OF_PDF = 1024  # readers of PDF look for its sign this far
_ZIP_END = b"PK\x05\x06"
_ZIP_END_OCTETS = 22
_PAGES = (b"<html", b"<script", b"<svg", b"<?php", b"<!doctype")
_BMP_HEADS = frozenset({12, 40, 52, 56, 108, 124})


def picture_kind(begin: bytes) -> str:
    """JPEG, PNG, GIF, WEBP or BMP; empty for anything else."""
    if begin.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if begin.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if begin.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if begin[:4] == b"RIFF" and begin[8:12] == b"WEBP":
        return "WEBP"
    return "BMP" if is_bmp(begin) else ""


def is_bmp(begin: bytes) -> bool:
    """Two letters are little to go by: its reserved octets are nought and its head has a known length."""
    if not begin.startswith(b"BM") or len(begin) < 18 or any(begin[6:10]):
        return False
    return int.from_bytes(begin[14:18], "little") in _BMP_HEADS


def is_two_at_once(begin: bytes, end: bytes) -> bool:
    """Whether other programs would take the same octets for a page, a document or an archive."""
    lowered = begin[:HEAD].lower()
    if any(sign in lowered for sign in _PAGES) or b"%PDF-" in begin[:_HEADS_OF_PDF]:
        return True
    at = end.rfind(_ZIP_END)
    if at < 0 or len(end) - at < _ZIP_END_OCTETS:
        return False
    comment = int.from_bytes(end[at + 20 : at + 22], "little")
    return len(end) - at == _ZIP_END_OCTETS + comment
