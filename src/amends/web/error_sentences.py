"""Error codes in the reader's language. A code that is not here is shown by its own message."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.core.errors import AmendsError
from amends.web import (
    account_sentences,
    answer_error_sentences,
    case_error_sentences,
    draft_error_sentences,
    other_error_sentences,
)
from amends.web.language import is_english

CONFLICTS = (
    answer_error_sentences.CONFLICTS
    | case_error_sentences.CONFLICTS
    | draft_error_sentences.CONFLICTS
    | other_error_sentences.CONFLICTS
    | {
        "shop_exists",
        "login_taken",
        "already_running",
        "last_owner",
        "import_not_asking",
    }
)

SENTENCES: dict[str, Promise] = {
    **account_sentences.SENTENCES,
    **answer_error_sentences.SENTENCES,
    **case_error_sentences.SENTENCES,
    **draft_error_sentences.SENTENCES,
    **other_error_sentences.SENTENCES,
    "order_unknown": _("There is no such order, or it belongs to a shop you do not see."),
    "buyer_unknown": _("There is no such buyer, or they bought in a shop you do not see."),
    "conversation_unknown": _("There is no such conversation, or it belongs to a shop you do not see."),
    "content_unknown": _("There is no such file, or it belongs to a shop you do not see."),
    "import_unknown": _("There is no such import, or it belongs to a shop you do not see."),
    "rule_unknown": _("There is no such rule."),
    "playbook_unknown": _("There is no playbook for this yet."),
    "table_unknown": _("There is no such decision table."),
    "shop_unknown": _("There is no such shop, or you do not see it."),
    "no_file_chosen": _("No file was chosen."),
    "unknown_kind": _("No header row of a known kind of file was found."),
    "not_a_table": _("This is not a table that the desk can read."),
    "spreadsheet_unreadable": _("The spreadsheet is damaged or protected by a password."),
    "old_spreadsheet": _("This is a spreadsheet of an old kind (.xls)."),
    "wrong_marketplace": _("This file is of another marketplace than the shop."),
    "file_missing": _("The file is not there."),
    "empty_file": _("The file is empty."),
    "unreadable_file": _("The file cannot be read."),
    "too_many_columns": _("The first rows have more columns than any report."),
    "folder_not_mail": _("This folder holds no mail."),
    "import_taken_over": _("This file is being imported by another process."),
    "import_failed": _("The import stopped because of a fault of the program."),
    "import_discarded": _("Nobody wanted it here: it seemed to be of another shop."),
    "import_not_asking": _("This was decided already."),
    "endpoint_address": _("This is no address of a language model."),
    "endpoint_insecure": _("Buyers’ words would cross the network for all to read."),
    "model_name_bad": _("This is no name of a model."),
    "model_key_bad": _("This is no key: it holds signs that cannot be sent."),
    "model_key_needed": _("The key that is kept belongs to another address."),
}

MENDS: dict[str, Promise] = {
    **account_sentences.MENDS,
    **answer_error_sentences.MENDS,
    **case_error_sentences.MENDS,
    **draft_error_sentences.MENDS,
    **other_error_sentences.MENDS,
    "order_unknown": _("Look for it by its number, or ask an owner for a role in that shop."),
    "no_file_chosen": _("Choose one or more files and a shop, then send the form again."),
    "unknown_kind": _("Export the report again with all its columns, and do not rename them."),
    "empty_file": _("Download the report again."),
    "too_many_columns": _("Download the report again."),
    "not_a_table": _("Download the report as CSV, tab-delimited text or .xlsx."),
    "spreadsheet_unreadable": _("Open it, remove the password, and save it as .xlsx or CSV."),
    "old_spreadsheet": _("Save it as .xlsx or CSV and send it again."),
    "wrong_marketplace": _("Choose the shop that the file was downloaded from."),
    "import_discarded": _("Choose its shop and hand it in again."),
    "import_not_asking": _("Reload the page."),
    "endpoint_insecure": _("Use https; http is for a model on this machine."),
    "model_key_bad": _("Copy it again."),
    "model_key_needed": _("Type its key too."),
    "import_failed": _("Import the file again: nothing is doubled. If it stops again, report it."),
}


def sentence_for(code: str) -> str:
    """The translated sentence, or an empty string."""
    return str(SENTENCES[code]) if code in SENTENCES else ""


def exact_for(error: AmendsError) -> str:
    """The exact words beside the sentence: whole to who reads English, else only the thing they are about."""
    if sentence_for(error.code) in ("", error.message):
        return ""
    return error.message if is_english() else error.about


def mend_for(code: str) -> str:
    """The translated mend, or an empty string."""
    return str(MENDS[code]) if code in MENDS else ""
