"""Telephone numbers and addresses of mail, also where they are disguised."""

import re
from collections.abc import Iterator

from amends.compliance import contact_forms as forms
from amends.compliance.findings import Mark
from amends.compliance.message import Outgoing
from amends.compliance.phrases import NUMBER

RULE = "contact_details"
SHORTEST_NUMBER = 7  # digits
_LEAST_DIGITS = 2  # different ones


def contacts(outgoing: Outgoing) -> Iterator[Mark]:
    """Numbers and addresses by which the buyer could be led away from the platform."""
    text = outgoing.text
    if forms.MAIL_SIGNS.search(text):
        yield from (
            Mark(*found.span(), "mail_address")
            for found in forms.MAIL.finditer(text)
            if not _is_told(outgoing, found[0])
        )
        yield from (Mark(*found.span(), "handle") for found in forms.HANDLE.finditer(text))
    present = outgoing.units.present
    if NUMBER in present:
        yield from _numbers(outgoing)
    if len(forms.CHINESE_SIGNS & present) >= _LEAST_DIGITS:
        yield from _chinese_numbers(outgoing)
    if len(present & forms.SPELT_DIGITS) >= _LEAST_DIGITS:
        yield from (Mark(*found.span(), "telephone") for found in forms.SPELT.finditer(text))


def _numbers(outgoing: Outgoing) -> Iterator[Mark]:
    if not forms.SEVEN_DIGITS.search(outgoing.text):
        return
    text = forms.NO_PHONE.sub(lambda found: "\x00" * len(found[0]), outgoing.text)
    for found in forms.DIGITS.finditer(text):
        digits = "".join(filter(str.isdigit, found[0]))
        if _is_phone(text, found, digits) and not _may_be_told(outgoing, found.start(), digits):
            yield Mark(*found.span(), "telephone")


def _is_phone(text: str, found: re.Match[str], digits: str) -> bool:
    before = text[max(0, found.start() - 40) : found.start()]
    spoken = [word.end() for word in forms.PHONE_WORD.finditer(before)]
    spoken += [0] if forms.PHONE_WORD.search(text[found.end() : found.end() + 12]) else []
    numbered = [word.end() for word in forms.NUMBER_WORD.finditer(before)]
    if numbered and max(numbered) > max(spoken, default=-1):
        return False
    if spoken:
        return 7 <= len(digits) <= 15
    plus = "+" if "+" in found[0][:2] else ""
    one_group = found[0].isdigit()
    return bool(
        forms.SHAPES.fullmatch(plus + digits) if one_group or plus or digits[0] in "01" else None
    ) or bool(forms.GROUPED.fullmatch(found[0].strip(" -./")))


def _may_be_told(outgoing: Outgoing, start: int, digits: str) -> bool:
    """Carriers' hotlines, what the facts allow, and a return address where the platform lets it pass."""
    if digits in outgoing.book.hotlines or digits.removeprefix("1") in outgoing.book.hotlines:
        return True
    if _is_told(outgoing, digits) or _is_the_carriers(outgoing.text, start, digits):
        return True
    near = outgoing.text[max(0, start - 80) : start]
    return outgoing.marketplace != "amazon" and bool(forms.RETURN_ADDRESS.search(near))


def _is_the_carriers(text: str, start: int, digits: str) -> bool:
    """Whether the sentence gives the number as that of a carrier, of nobody else, and it is no mobile's."""
    sentence = re.split(r"[!?;\n。！？；]|\.(?= )", text[max(0, start - 100) : start])[-1]
    return bool(
        forms.CARRIER.search(sentence)
        and not forms.OURS.search(sentence)
        and not forms.MOBILE.fullmatch(digits)
    )


def tells_allowed_contact(outgoing: Outgoing) -> bool:
    """Whether an address or a number stands in the text that may be told, such as where returns go."""
    allowed = outgoing.facts.allowed_contacts if outgoing.facts else ()
    digits = "".join(filter(str.isdigit, outgoing.text))
    return any(
        one.lower() in outgoing.text
        or (len(plain := "".join(filter(str.isdigit, one))) >= SHORTEST_NUMBER and plain in digits)
        for one in allowed
    )


def _is_told(outgoing: Outgoing, contact: str) -> bool:
    allowed = outgoing.facts.allowed_contacts if outgoing.facts else ()
    plain = "".join(filter(str.isdigit, contact))
    is_number = len(plain) >= SHORTEST_NUMBER
    return any(
        contact == one.lower() or (is_number and plain == "".join(filter(str.isdigit, one)))
        for one in allowed
    )


def _chinese_numbers(outgoing: Outgoing) -> Iterator[Mark]:
    text = outgoing.text
    for found in forms.CHINESE_RUN.finditer(text):
        digits = "".join(forms.CHINESE_DIGITS.get(sign, sign) for sign in found[0] if not sign.isspace())
        digits = "".join(filter(str.isdigit, digits))
        if found[0].isascii() or _may_be_told(outgoing, found.start(), digits):
            continue
        around = text[max(0, found.start() - 20) : found.end() + 10]
        if re.fullmatch("(?:86)?1[3-9][0-9]{9}", digits) or forms.PHONE_WORD.search(around):
            yield Mark(*found.span(), "telephone")
