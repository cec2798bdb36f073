"""Titles of order lines are found word by word; whose word about senders counts in a file of mails."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from amends.core.finding import TitleWords

FORWARD = """
CREATE FUNCTION amends_title_words(id bigint, title text, variant text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 50000
RETURN array_to_tsvector(amends_search_tokens(
    left(title || ' ' || variant, 2000), to_hex(amends_part(id)) || '/'
));
"""
BACK = "DROP FUNCTION amends_title_words(bigint, text, text)"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("amends", "0036_mail_tokens")]
    operations = [
        migrations.RunSQL(
            f"DROP FUNCTION IF EXISTS amends_title_words(bigint, text, text) CASCADE; {FORWARD}", BACK
        ),
        AddIndexConcurrently(
            "orderline",
            GinIndex(TitleWords("id", "title", "variant"), name="order_line_titles", fastupdate=False),
        ),
        migrations.AddField("importfile", "trusted", models.TextField(default="")),
    ]
