"""What accounts may answer, in the reader's language. Passwords are judged in it already."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise] = {
    "not_allowed": _("Your roles do not permit this."),
    "login_wrong": _("The login or the password is not right."),
    "login_locked": _("The login or the password is not right."),
    "login_bad": _("This is no login."),
    "login_taken": _("There is a user of this login already."),
    "user_unknown": _("There is no such user."),
    "user_inactive": _("This user is not active."),
    "role_unknown": _("There is no such role."),
    "grant_unknown": _("This role is not held any more."),
    "last_owner": _("This is the last owner of the desk."),
    "owner_exists": _("This desk has an owner already."),
    "link_over": _("This link is not good any more: it works once, for an hour."),
    "password_long": _("This password is too long."),
    "shop_exists": _("There is a shop of this code already."),
    "shop_code_bad": _("This is no shop code."),
    "marketplace_unknown": _("There is no such marketplace."),
    "country_unknown": _("There is no such country."),
    "time_zone_unknown": _("There is no such time zone."),
    "currency_unknown": _("There is no such currency."),
    "language_bad": _("This is no language tag."),
    "text_too_long": _("This text is too long."),
    "text_unreadable": _("This text holds control characters."),
    "desk_language_unknown": _("The desk does not speak this language."),
    "theme_unknown": _("There is no such theme."),
    "token_unknown": _("There is no such token."),
    "token_verbs": _("A token needs at least one right."),
    "token_expiry": _("The token would be over already."),
}
MENDS: Mapping[str, Promise] = {
    "not_allowed": _("Ask an owner of the desk for the role."),
    "login_bad": _("Use up to 150 letters, digits or signs without spaces, such as an e-mail address."),
    "login_taken": _("Choose another login."),
    "user_inactive": _("Activate the user first."),
    "last_owner": _("Make somebody else an owner first."),
    "owner_exists": _("Log in."),
    "link_over": _("Ask an owner for a new one. For the first owner, start the desk again."),
    "shop_exists": _("Choose another code."),
    "shop_code_bad": _("Use up to 60 letters, digits, - _ or . and begin with a letter or digit."),
    "country_unknown": _("Write two letters, for example US, CN, FR."),
    "time_zone_unknown": _("Write an IANA name, for example Asia/Shanghai or America/Los_Angeles."),
    "currency_unknown": _("Write three letters, for example USD, CNY, EUR."),
    "language_bad": _("Write a BCP 47 tag, for example en-US, zh-Hans or fr."),
    "text_too_long": _("Shorten it."),
    "text_unreadable": _("Type it again."),
    "token_expiry": _("Choose a later day."),
}
