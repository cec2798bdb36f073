"""Error codes in the reader's language. A code that is not here is shown by its own message."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONFLICTS = frozenset({"shop_exists", "login_taken", "already_running", "last_owner"})

SENTENCES: dict[str, Promise] = {
    "order_unknown": _("There is no such order, or it belongs to a shop you do not see."),
    "buyer_unknown": _("There is no such buyer, or they bought in a shop you do not see."),
    "conversation_unknown": _("There is no such conversation, or it belongs to a shop you do not see."),
    "content_unknown": _("There is no such file, or it belongs to a shop you do not see."),
    "import_unknown": _("There is no such import, or it belongs to a shop you do not see."),
    "shop_unknown": _("There is no such shop, or you do not see it."),
    "no_file_chosen": _("No file was chosen."),
}

MENDS: dict[str, Promise] = {
    "order_unknown": _("Look for it by its number, or ask an owner for a role in that shop."),
    "no_file_chosen": _("Choose one or more files and a shop, then send the form again."),
}


def sentence_for(code: str) -> str:
    """The translated sentence, or an empty string."""
    return str(SENTENCES[code]) if code in SENTENCES else ""


def mend_for(code: str) -> str:
    """The translated mend, or an empty string."""
    return str(MENDS[code]) if code in MENDS else ""
