"""Octets to text, in the charsets that mails really use, whatever they claim to use."""

import codecs
import re

from amends.connectors.mail.charset_guess import likely_codec, strictly
from amends.connectors.mail.problems import Problems

# Senders write the name of the subset and use the characters of the superset.
SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso2022_jp": "iso2022_jp_ext",
}
ALIASES = {
    "gb_2312-80": "gb18030",
    "gb2312-80": "gb18030",
    "x-gbk": "gb18030",
    "x-gb18030": "gb18030",
    "gb": "gb18030",
    "chinesebig5": "big5hkscs",
    "x-big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ks_c_5601-1987": "cp949",
    "x-windows-949": "cp949",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "ansi_x3.4-1968": "cp1252",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "cn-gb": "gb18030",
    "euc-cn": "gb18030",
    "x-euc-cn": "gb18030",
    "x-mac-chinesesimp": "gb18030",
    "x-mac-chinesetrad": "big5hkscs",
    "big5-eten": "big5hkscs",
    "hz-gb-2312": "hz",
    "cp-1252": "cp1252",
    "windows1252": "cp1252",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
}
# Codecs that turn innocent ASCII into something that nobody writes mails in.
UNTRUSTED = {
    "idna",
    "punycode",
    "unicode_escape",
    "raw_unicode_escape",
    "undefined",
    "mbcs",
    "oem",
}
BEGINNINGS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UTF_7 = "utf-7"
HZ = "hz"  # GB in ASCII between ~{ and ~}: believed only where such a passage reads as Chinese
NOT_ASCII_BASED = re.compile(r"utf-?(16|32)|iso2022|cp037|cp500|cp1026|cp1140|cp273|cp424|cp875")
BESIDE_LABEL = re.compile(r"\([^)]*\)|[\"';]")
HIGH = re.compile(rb"[\x80-\xff]")
WESTERN = re.compile(rb"(?:[A-Za-z' ][\xc0-\xff]|[\xc0-\xdd])[a-z' .,?!]")  # an accent inside a word


def decode(octets: bytes, label: str | None, problems: Problems) -> str:
    """The text of `octets`, said to be in charset `label` (None: not said). Never raises."""
    codec = _codec_named(label, problems)
    if codec == HZ:
        return _in_hz(octets, problems)
    if codec == UTF_7:
        return _in_utf_7(octets, problems)
    for beginning, wide in BEGINNINGS:
        found = strictly(octets, wide) if octets.startswith(beginning) else None
        if found is not None and "\x00" not in found:
            return found
    if octets.isascii() and (codec is None or not NOT_ASCII_BASED.match(codec)):
        return _without_escapes(octets)
    if octets.startswith(codecs.BOM_UTF8):
        codec = "utf-8"
    likely = likely_codec(octets)
    if codec is None:
        found = strictly(octets, likely)
        return _replacing(octets, likely, problems) if found is None else found
    found = _as_claimed(octets, codec, likely)
    if found is not None:
        return found
    found = strictly(octets, likely) if likely != codec else None
    if found is None:
        return _replacing(octets, codec, problems)
    problems.note("charset_wrong", label or "")
    return found


def _codec_named(label: str | None, problems: Problems) -> str | None:
    cleaned = next(iter(BESIDE_LABEL.sub(" ", (label or "").lower()).split()), "")
    if not cleaned:
        return None
    try:
        found = codecs.lookup(ALIASES.get(cleaned, cleaned))
    except (LookupError, ValueError):
        if cleaned not in {"unknown-8bit", "x-unknown", "8bit", "default"}:
            problems.note("charset_unknown", cleaned)
        return None
    if found.name in (HZ, UTF_7):
        return found.name
    if found.name in UNTRUSTED or not getattr(found, "_is_text_encoding", True):
        problems.note("charset_untrusted", cleaned)
        return None
    return SUPERSETS.get(found.name, found.name)


def _as_claimed(octets: bytes, codec: str, likely: str) -> str | None:
    """The text where the claim holds. Western and GB codecs take nearly anything: they must be likely too."""
    if codec == "cp1252" and likely != codec:
        return None
    if codec == "gb18030" and likely != codec and _is_not_gb(octets, likely):
        return None
    return strictly(octets, codec)


def _is_not_gb(octets: bytes, likely: str) -> bool:
    """Whether text said to be GB is rather UTF-8, Big5, or Western words with an accent here and there."""
    if likely == "cp1252":
        return all(WESTERN.match(octets, max(found.start() - 1, 0)) for found in HIGH.finditer(octets))
    return likely == "big5hkscs" or (likely == "utf-8" and strictly(octets, "gb2312") is None)


def _replacing(octets: bytes, codec: str, problems: Problems) -> str:
    problems.note("text_damaged")
    try:
        return octets.decode(codec, "replace").removeprefix("\ufeff")
    except (UnicodeError, ValueError):
        return octets.decode("utf-8", "replace")


def _without_escapes(octets: bytes) -> str:
    """ASCII octets as text; ISO-2022-JP hides in ASCII and shows itself by its escapes."""
    if b"\x1b$" in octets:
        japanese = strictly(octets, "iso2022_jp_ext")
        if japanese is not None:
            return japanese
    return octets.decode("ascii")


def _in_hz(octets: bytes, problems: Problems) -> str:
    if b"~{" in octets:
        found = strictly(octets, HZ)
        if found is not None and any(mark > "\x7f" for mark in found):
            return found
    return decode(octets, None, problems)


def _in_utf_7(octets: bytes, problems: Problems) -> str:
    """Safe because only what is decoded is looked at here, and HTML is cleaned after it."""
    found = strictly(octets, UTF_7) if octets.isascii() else None
    return decode(octets, None, problems) if found is None else _without_surrogates(found)


def _without_surrogates(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
