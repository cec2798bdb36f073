"""A header's octets to text: encoded words also where they are broken, raw 8-bit text, parameters."""

import binascii
import re
import unicodedata
from email.message import Message

from amends.connectors.mail.charsets import decode
from amends.connectors.mail.problems import Problems

# In the words of a careless sender a question mark may stand as itself.
WORD = re.compile(rb"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*(?:\?(?!=)(?:(?!=\?)[^?\s]){0,75}){0,4})\?=")
FORGOTTEN = re.compile(rb"\A\s*([^\s;=\"()]+)\s+(?=[A-Za-z][A-Za-z0-9*-]*\s*=)")
MOST_IN_PARAMETERS = 8000


def header_text(octets: bytes, problems: Problems) -> str:
    """The text a person should see, on one line, without control characters."""
    if octets.isascii() and b"=?" not in octets and b"\x1b" not in octets:
        return one_line(octets.decode("ascii"), problems)
    pieces: list[str] = []
    pending, pending_label, at = b"", "", 0
    for word in WORD.finditer(octets):
        gap = octets[at : word.start()]
        label = word[1].split(b"*")[0].decode("ascii", "replace").lower()
        # A character may be cut in two between words of one charset: their octets belong together.
        if pending and (label != pending_label or gap.strip()):
            pieces.append(decode(pending, pending_label, problems))
            pending = b""
        if gap.strip() or at == 0:
            pieces.append(decode(gap, None, problems))
        pending, pending_label = pending + _word_octets(word[2], word[3]), label
        at = word.end()
    if pending:
        pieces.append(decode(pending, pending_label, problems))
    pieces.append(decode(octets[at:], None, problems))
    return one_line("".join(pieces), problems)


def one_line(text: str, problems: Problems) -> str:
    """`text` with white space collapsed and control characters taken out."""
    if text.isprintable():
        return re.sub(" {2,}", " ", text).strip(" ") if "  " in text else text.strip(" ")
    if "\x00" in text:
        problems.note("nul_removed")
    shown = re.sub(r"[\t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029 ]+", " ", text)
    return "".join(mark for mark in shown if unicodedata.category(mark) not in {"Cc", "Cs"}).strip()


def parameters(octets: bytes | None, problems: Problems) -> tuple[str, dict[str, str]]:
    """`text/plain; charset=x` as ("text/plain", {"charset": "x"}): names in lower case, RFC 2231 undone."""
    if octets is None:
        return "", {}
    # Latin-1 carries the raw octets through the parser unharmed.
    carried = Message()
    written = FORGOTTEN.sub(rb"\1; ", octets[:MOST_IN_PARAMETERS], count=1)
    carried["x"] = written.decode("latin-1")
    try:
        found = carried.get_params([], "x") or []
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, LookupError):
        problems.note("parameters_damaged")
        return octets.split(b";")[0].strip().lower().decode("ascii", "replace"), {}
    values: dict[str, str] = {}
    for name, value in found[1:]:
        # A boundary is compared octet by octet: it stays as it stands.
        exact = name.lower() == "boundary" and isinstance(value, str)
        values.setdefault(name.lower(), str(value) if exact else _parameter_text(value, problems))
    return re.split(r"[\s(]", found[0][0].strip().lower() if found else "")[0], values


def _parameter_text(value: str | tuple[str | None, str | None, str], problems: Problems) -> str:
    if isinstance(value, tuple):
        label, _, encoded = value
        return decode(encoded.encode("latin-1", "replace"), label, problems)
    return header_text(value.encode("latin-1", "replace"), problems)


def _word_octets(encoding: bytes, encoded: bytes) -> bytes:
    if encoding in b"qQ":
        return binascii.a2b_qp(encoded.replace(b" ", b"_"), header=True)
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", encoded)
    letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
