"""The functions that finding compares by. Their bodies are bound to what they call, also while restoring."""

from django.db import migrations

CJK = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
FORWARD = f"""
CREATE FUNCTION amends_folded(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(translate(normalize(given, NFKC), U&' \\0009\\000a\\000d\\2010\\2011\\2012\\2013\\2014\\2015#''"=-', ''));

CREATE FUNCTION amends_tokens(given text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5000
RETURN (
    SELECT coalesce(array_agg(DISTINCT left(token, 60)) FILTER (WHERE token <> ''), ARRAY[]::text[])
    FROM regexp_matches(
        lower(normalize(given, NFKC)), '[{CJK}]+|[^{CJK}[:space:],;:!?<>()"/|\u3000-\u3004\u3006-\u303f]+', 'g'
    ) AS found(run)
    CROSS JOIN LATERAL unnest(
        CASE
        WHEN run[1] ~ '^[{CJK}]' THEN ARRAY(
            SELECT substr(run[1], place, 2) FROM generate_series(1, greatest(length(run[1]) - 1, 1)) AS place
        )
        WHEN strpos(run[1], '@') > 0 THEN ARRAY[btrim(run[1], '.''')]
        ELSE array_append(regexp_split_to_array(run[1], '[-_.''\u2019\u00b7+=#*&]+'), btrim(run[1], '.''-_=#*'))
        END
    ) AS token
);

CREATE FUNCTION amends_words(one text, two text, three text, phone text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5000
RETURN CASE
    WHEN one = '' AND two = '' AND three = '' AND phone = '' THEN ''::tsvector
    ELSE array_to_tsvector(
        CASE WHEN phone ~ '[0-9]'
        THEN array_append(
            amends_tokens(one || ' ' || two || ' ' || three),
            '☎' || left(reverse(regexp_replace(normalize(phone, NFKC), '[^0-9]', '', 'g')), 15)
        )
        ELSE amends_tokens(one || ' ' || two || ' ' || three) END
    )
END;

CREATE FUNCTION amends_message_words(one text, two text, subject text, body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 50000
RETURN array_to_tsvector(amends_tokens(one || ' ' || two || ' ' || subject || ' ' || left(body, 4000)));
"""
BACK = """
DROP FUNCTION amends_message_words(text, text, text, text);
DROP FUNCTION amends_words(text, text, text, text);
DROP FUNCTION amends_tokens(text);
DROP FUNCTION amends_folded(text);
"""


class Migration(migrations.Migration):
    dependencies = [("amends", "0006_outgoing_waiting")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
