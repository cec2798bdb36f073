"""Round trips through COPY on the real server: what goes in comes out."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from amends.core.copying import LINES_AT_ONCE, array_literal, copy_lines, copy_value

COLUMNS = {
    "word": "text", "words": "text[]", "yes": "boolean", "number": "bigint", "amount": "numeric(18,4)",
    "moment": "timestamptz", "octets": "bytea",
}  # fmt: skip
NASTY = ["\\", "\\N", "\\.", "\t", "\n", "\r", "\r\n", '"', "'", "{}", "{a,b}", "NULL", ",", "", " ", "𝔘🏮‮"]

texts = st.one_of(
    st.sampled_from(NASTY), st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)
)
rows = st.fixed_dictionaries(
    {},
    optional={
        "word": texts,
        "words": st.lists(texts, max_size=4),
        "yes": st.booleans(),
        "number": st.integers(-(2**63), 2**63 - 1),
        "amount": st.decimals("-99999999999999.9999", "99999999999999.9999", places=4),
        "moment": st.datetimes(
            datetime(1, 1, 3),  # noqa: DTZ001
            datetime(9999, 12, 29),  # noqa: DTZ001
            timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]),
        ),
        "octets": st.one_of(st.binary(max_size=40), st.binary(max_size=40).map(memoryview)),
    },
)


@pytest.fixture(scope="module")
def server(test_server: str) -> Iterator["psycopg.Connection[Any]"]:
    with psycopg.connect(test_server, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def table(server: "psycopg.Connection[Any]") -> str:
    name = f"copied_{secrets.token_hex(6)}"
    columns = ", ".join(f"{column} {kind}" for column, kind in COLUMNS.items())
    server.execute(f"CREATE TEMPORARY TABLE {name} (place serial, {columns})")  # type: ignore[arg-type]
    return name


def copied(
    server: "psycopg.Connection[Any]", table: str, written: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    server.execute(f"TRUNCATE {table}")
    names = list(COLUMNS)
    with server.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
        for lines in copy_lines(names, {}, written):
            copy.write(lines)
    found = server.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY place").fetchall()
    return [dict(zip(names, row, strict=True)) for row in found]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rows, max_size=6))
@example([{"words": NASTY}, *({"word": text, "words": [text]} for text in NASTY)])
def test_what_goes_in_comes_out(server: Any, table: str, written: list[dict[str, Any]]) -> None:
    found = copied(server, table, written)
    assert found == [dict.fromkeys(COLUMNS) | row for row in written]


@given(st.lists(texts, max_size=5))
@example(NASTY)
def test_an_array_literal_is_read_as_the_same_list(server: Any, words: list[str]) -> None:
    assert server.execute("SELECT %s::text[]", [array_literal(words)]).fetchone()[0] == words


def test_a_long_file_is_written_in_pieces(server: Any, table: str) -> None:
    written = [{"number": number} for number in range(2 * LINES_AT_ONCE + 1)]
    pieces = list(copy_lines(["number"], {}, written))
    assert [piece.count("\n") for piece in pieces] == [LINES_AT_ONCE, LINES_AT_ONCE, 1]
    assert [row["number"] for row in copied(server, table, written)] == list(range(2 * LINES_AT_ONCE + 1))
    assert list(copy_lines(["number"], {}, [])) == []


def test_what_a_row_does_not_say_is_as_in_the_start() -> None:
    lines = "".join(copy_lines(["a", "b"], {"a": Decimal("1.50")}, [{"b": "x"}, {"a": 2}]))
    assert lines == "1.50\tx\n2\t\\N\n"


def test_a_type_that_no_table_has_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="COPY is given a complex"):
        copy_value(1j)
