"""What finding goes by: numbers without their signs, names word by word; made and compared in the database.

Two functions of the database (a migration declares them) say what is alike, so that indexes and questions
cannot differ: `amends_folded` drops case, width, blanks, hyphens and quotes of a number, `amends_tokens` cuts
text into words, and Chinese and Japanese into every pair of neighbouring signs.
"""

from functools import lru_cache

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from django.db.models import DateTimeField, F, Func, IntegerField, TextField, Value
from django.db.models.functions import Collate
from django.utils.deconstruct import deconstructible

LEAST_LATIN_BEGINNING = 3
LEAST_PHONE, MOST_PHONE = 4, 9
_PHONE_SIGNS = frozenset("0123456789+()-./ ")


@deconstructible
class Words(Func):
    """The words of three columns and the digits of a fourth, as a tsvector."""

    function = "amends_words"
    output_field = SearchVectorField()


@deconstructible
class MessageWords(Func):
    """The words of a message's id, sender (name, address), subject and first 20,000 signs of its text.

    Each word bears the part that the message stands in, so that a part can be asked alone.
    """

    function = "amends_message_words"
    output_field = SearchVectorField()


@deconstructible
class TitleWords(Func):
    """The words of an order line's id, title and variant; each bears the part that the line stands in."""

    function = "amends_title_words"
    output_field = SearchVectorField()


@deconstructible
class Part(Func):
    """Which part of its table a row stands in: 16,384 ids make a part."""

    function = "amends_part"
    output_field = IntegerField()


@deconstructible
class HappenedAt(Func):
    """The moment a message counts from, of when it was sent and received: as in inbox/rules.py."""

    function = "amends_happened_at"
    output_field = DateTimeField()


@deconstructible
class Pieces(Func):
    """Every four neighbouring signs of a number, as it is compared."""

    function = "amends_pieces"
    output_field = ArrayField(TextField())


def folded(column: str) -> Collate:
    """A number's column as it is compared: sorted by its bytes, so that a beginning is a range."""
    return Collate(Func(F(column), function="amends_folded", output_field=TextField()), "C")


def folded_text(text: str) -> Collate:
    """What was typed, as `folded` columns are compared."""
    return Collate(
        Func(Value(text.replace("\0", "")), function="amends_folded", output_field=TextField()), "C"
    )


@lru_cache(maxsize=64)
def words_wanted(text: str) -> str:
    """The tsquery of what was typed: every word of it, the last letters may be missing; "" for none.

    Digits may also be the end of a telephone number.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT amends_tokens(%s)", [text.replace("\0", "")])
        (tokens,) = cursor.fetchone() or ([],)
    ways = [" & ".join(_term(token) for token in tokens)] if tokens else []
    digits = "".join(sign for sign in text if sign.isascii() and sign.isdigit())
    if len(digits) >= LEAST_PHONE and set(text) <= _PHONE_SIGNS:
        ways.append(f"'☎{digits[::-1][:MOST_PHONE]}':*")
    return " | ".join(f"({way})" for way in ways)


def _term(token: str) -> str:
    quoted = token.replace("\\", "\\\\").replace("'", "''")
    latin = token.isascii()
    may_go_on = len(token) >= LEAST_LATIN_BEGINNING if latin else len(token) != 2
    return f"'{quoted}'" + (":*" if may_go_on else "")
