"""The indexes of search, built while the desk goes on; one that a stop left half built is begun anew."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

from amends.core.finding import HappenedAt, MessageWords, Part, Pieces

INDEXES = (
    (
        "messagebody",
        GinIndex(
            MessageWords("message_id", "sender_name", "sender_address", "subject", "text"),
            name="message_words",
            fastupdate=False,
        ),
    ),
    (
        "message",
        models.Index(
            models.F("organisation"),
            Part("id"),
            HappenedAt("sent_at", "received_at"),
            name="message_parts",
        ),
    ),
    ("parcel", GinIndex(Pieces("tracking_number"), name="parcel_pieces")),
    ("parcel", models.Index(fields=["organisation", "carrier"], name="parcel_carrier")),
    (
        "case",
        models.Index(
            fields=["shop", "-last_message_at", "-id"],
            condition=models.Q(merged_into=None),
            name="case_newest",
        ),
    ),
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("amends", "0024_group_answers")]
    operations = [
        *(
            operation
            for model, index in INDEXES
            for operation in (
                migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {index.name}", migrations.RunSQL.noop),
                AddIndexConcurrently(model, index),
            )
        ),
        RemoveIndexConcurrently("messagebody", "message_find"),
        migrations.RunSQL(
            "DROP FUNCTION IF EXISTS amends_message_words(text, text, text, text)",
            """CREATE FUNCTION amends_message_words(one text, two text, subject text, body text) RETURNS tsvector
            LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 50000
            RETURN array_to_tsvector(amends_tokens(one || ' ' || two || ' ' || subject || ' ' || left(body, 4000)))""",
        ),
    ]
