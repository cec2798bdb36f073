"""指定快递: the carrier a buyer asks for in a note."""

import re
from collections.abc import Mapping

_ASKED = r"(?:发|走|用|寄|要|选|换|改|指定|麻烦|请)(?:个|成|的|发|走|用|寄)?\s*(?:{name})"
_NO = "不要|不用|不发|不走|别|勿|拒绝|不能|不收|除了"
_REFUSED = rf"(?:{_NO})\s*(?:再|给我|给)?(?:发|走|用|寄|要|选)?\s*(?:{{name}})"


def asked_carrier(note: str | None, names: Mapping[str, str]) -> str | None:
    """The carrier asked for ("请发圆通"), None where none or more than one is asked for, or it is refused.

    `names`: how buyers call a carrier, casefolded → the carrier's name.
    """
    if not note:
        return None
    text = note.casefold()
    wanted = {
        carrier
        for name, carrier in names.items()
        if name in text
        and re.search(_ASKED.format(name=re.escape(name)), text)
        and not re.search(_REFUSED.format(name=re.escape(name)), text)
    }
    return wanted.pop() if len(wanted) == 1 else None
