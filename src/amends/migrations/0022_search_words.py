"""The functions that search goes by: texts made plain, cut into words, and kept by parts of the messages."""

from django.db import migrations

CJK = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
FORWARD = f"""
CREATE FUNCTION amends_plain(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(translate(
    CASE WHEN given ~ '[\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]'
    THEN normalize(regexp_replace(normalize(given, NFKD), '[\u0300-\u036f]', '', 'g'), NFKC)
    ELSE normalize(given, NFKC) END, '\u2019', ''''
));

CREATE FUNCTION amends_search_tokens(given text, before text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5000
RETURN (
    SELECT coalesce(array_agg(before || left(token, 60)) FILTER (WHERE token <> ''), ARRAY[]::text[])
    FROM regexp_matches(
        amends_plain(given), '[{CJK}]+|[^{CJK}[:space:],;:!?<>()"/|\u3000-\u3004\u3006-\u303f]+', 'g'
    ) AS found(run)
    CROSS JOIN LATERAL unnest(
        CASE
        WHEN run[1] ~ '^[{CJK}]' THEN ARRAY(
            SELECT substr(run[1], place, 2) FROM generate_series(1, length(run[1])) AS place
        )
        WHEN strpos(run[1], '@') > 0 THEN ARRAY[btrim(run[1], '.''')]
        WHEN run[1] ~ '[-_.''\u00b7+=#*&]' THEN array_append(
            regexp_split_to_array(run[1], '[-_.''\u00b7+=#*&]+'), btrim(run[1], '.''-_=#*')
        )
        ELSE ARRAY[run[1]]
        END
    ) AS token
);

CREATE FUNCTION amends_part(id bigint) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (id >> 14)::integer;

CREATE FUNCTION amends_message_words(id bigint, one text, two text, subject text, body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 50000
RETURN array_to_tsvector(amends_search_tokens(
    one || ' ' || two || ' ' || subject || ' ' || left(body, 20000), to_hex(amends_part(id)) || '/'
));

CREATE FUNCTION amends_happened_at(sent timestamptz, received timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN sent >= timestamptz '1995-01-01 00:00:00+00' AND sent <= received THEN sent ELSE received END;

CREATE FUNCTION amends_pieces(given text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5000
RETURN ARRAY(
    SELECT substr(number, place, 4)
    FROM (SELECT left(amends_folded(given), 60) AS number) AS kept, generate_series(1, length(number) - 3) AS place
);
"""
BACK = """
DROP FUNCTION amends_pieces(text);
DROP FUNCTION amends_happened_at(timestamptz, timestamptz);
DROP FUNCTION amends_message_words(bigint, text, text, text, text);
DROP FUNCTION amends_part(bigint);
DROP FUNCTION amends_search_tokens(text, text);
DROP FUNCTION amends_plain(text);
"""


class Migration(migrations.Migration):
    dependencies = [("amends", "0021_language_models")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
