"""A mail's date as a moment, also where it is written as no standard says."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

COLON_IN_ZONE = re.compile(r"([+-]\d\d):(\d\d)(?=\s*(?:\(|$))")
NAMED_ZONE = re.compile(r"\b(?:UTC|GMT)(?=[+-]\d)|\b([A-Z]{3,5})(?=\s*$)")
# Those that are one place's alone; IST, BST and CST are several.
ZONES = {
    "CET": "+0100", "CEST": "+0200", "MEZ": "+0100", "MESZ": "+0200", "MET": "+0100", "MEST": "+0200",
    "WET": "+0000", "WEST": "+0100", "EET": "+0200", "EEST": "+0300", "MSK": "+0300", "JST": "+0900",
    "KST": "+0900", "HKT": "+0800", "SGT": "+0800", "AWST": "+0800", "AEST": "+1000", "AEDT": "+1100",
    "NZST": "+1200", "NZDT": "+1300",
}  # fmt: skip


def moment_of(text: str) -> datetime:
    """The moment, without a zone where none is named. Raises ValueError, TypeError, IndexError."""
    written = NAMED_ZONE.sub(_zone, COLON_IN_ZONE.sub(r"\1\2", text))
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError):
        return datetime.fromisoformat(text)
    # "-0000" is UTC from a sender who does not say where he is.
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None and "-0000" in text else moment


def _zone(found: re.Match[str]) -> str:
    name = found[1]
    return "" if name is None else ZONES.get(name, name)
