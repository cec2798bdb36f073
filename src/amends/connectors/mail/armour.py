"""Words within the lines of an inline signature (RFC 9580, cleartext), without those lines."""

import re

BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----"
SIGNED = re.compile(
    r"(?m)^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:[A-Za-z]{1,20}: [^\n]{0,200}\n){0,9}[ \t]*\n"
)
SIGNATURE, END = "\n-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"
ESCAPED = re.compile(r"(?m)^- (?=-)")


def without_armour(text: str) -> str:
    """The text as its writer wrote it; the signature proves nothing here and goes."""
    begin = SIGNED.search(text) if BEGIN in text else None
    signature = text.find(SIGNATURE, begin.end() - 1) if begin else -1
    end = text.find(END, signature) if signature >= 0 else -1
    if begin is None or end < 0:
        return text
    words = ESCAPED.sub("", text[begin.end() : signature + 1])
    return text[: begin.start()] + words + text[end + len(END) :].lstrip("\n")
