"""Why signing in at a mailbox's provider came to nothing, in the reader's language, with what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.core.errors import AmendsError
from amends.mailboxes.signing_in import Wish
from amends.web.error_sentences import mend_for, sentence_for
from amends.web.mailbox_words import Trouble

_AGAIN = gettext_lazy("Begin again; nothing was kept.")
_FAULTS: Mapping[str, tuple[Promise, Promise]] = {
    "sign_in_over": (
        gettext_lazy("This sign-in is not good any more."),
        gettext_lazy("It is good once, for a quarter of an hour, in the browser it began in. Begin again."),
    ),
    "sign_in_denied": (
        gettext_lazy("The provider was not told to let the desk in."),
        gettext_lazy("Begin again, and agree there. In a company, an administrator may have to agree first."),
    ),
    "sign_in_provider": (
        gettext_lazy("The provider refuses."),
        gettext_lazy("Its words say why. Often the redirect address entered there is another than ours."),
    ),
    "sign_in_not_granted": (
        gettext_lazy("The access to mails was not granted."),
        gettext_lazy("Begin again, and tick the access to mails on the provider's page."),
    ),
    "sign_in_not_lasting": (
        gettext_lazy("The provider let the desk in for now only."),
        gettext_lazy("Take the desk's access away in your account there, then begin again."),
    ),
    "sign_in_refused": (
        gettext_lazy("The provider does not accept the program."),
        gettext_lazy(
            "Look at client ID and secret: the secret's value, not its ID, and not one that is over. Then "
            "begin again."
        ),
    ),
    "sign_in_busy": (
        gettext_lazy("The provider asks to come back later."),
        gettext_lazy("Begin again in some minutes; nothing was kept."),
    ),
    "sign_in_unreachable": (
        gettext_lazy("The provider cannot be reached, or does not answer in time."),
        gettext_lazy("Look whether the desk's machine may reach the internet. Then begin again."),
    ),
    "sign_in_dropped": (gettext_lazy("The connection broke off."), _AGAIN),
    "sign_in_nonsense": (gettext_lazy("The provider answers what cannot be used."), _AGAIN),
}


def went_wrong(error: AmendsError, wish: Wish | None) -> Trouble:
    """The error as a person reads it, with the provider's own words where there are any."""
    if error.code == "sign_in_other_account" and wish is not None:
        mend = _("Begin again, and sign in there as %(account)s: “Use another account”.")
        return Trouble(
            _("Somebody else has signed in. Nothing was kept."),
            mend % {"account": wish.account},
            error.message,
        )
    sentence, mend_words = _FAULTS.get(error.code, ("", ""))
    if sentence:
        is_ours = error.code == "sign_in_over"
        return Trouble(str(sentence), str(mend_words), "" if is_ours else error.message)
    return Trouble(sentence_for(error.code) or error.message, mend_for(error.code) or "", "")
