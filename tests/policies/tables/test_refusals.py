"""What is wrong with a pack is told with file, line and mend; nothing of it is loaded."""

from pathlib import Path

import pytest

from amends.policies.tables.findings import BadRulebook, Finding
from amends.policies.tables.loading import load_rulebook, read_rulebook

GOOD = """\
name: shop
side: seller
source: {known_from: The shop, read_on: 2026-11-21, confidence: C}
zone: Asia/Shanghai
facts:
  status: {type: choice, values: [open, closed]}
  weight: {type: number, unit: kg, min: 0}
  paid: {type: money, currency: USD}
  waited: {type: duration, unit: days}
  asked_at: {type: moment}
  lines: {type: lines, fields: {price: {type: money, currency: USD}}}
derived:
  total: {sum: lines.price}
  owed: {minus: [total, paid]}
outcomes:
  allowed: {type: yes_no, kinder: true}
reasons:
  fine: {en: Fine., zh-Hans: 可以。, fr: Bien.}
tables:
  - id: returns
    columns: [status, weight, paid, waited]
    rows:
      - id: open
        when: {status: open, weight: {max: 3}, paid: {min: 1.00 USD}}
        then: {allowed: true}
        reason: fine
    otherwise: {then: {allowed: false}, reason: fine}
examples:
  - {name: open, facts: {status: open, weight: 1, paid: 2.00 USD}, gives: {row: returns/open}}
"""


def found(text: str | bytes) -> list[Finding]:
    raw = text if isinstance(text, bytes) else text.encode()
    return read_rulebook("shop", {"shop.yaml": raw})[1]


def test_the_pack_that_is_changed_below_is_good() -> None:
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "told"),
    [
        ("side: seller", "side: [seller", "pack_unreadable", 3, "no valid YAML"),
        ("side: seller", "side: seller\nside: law", "pack_unreadable", 3, "'side' stands twice"),
        ("side: seller", "side: buyer", "pack_invalid", 2, "'buyer' is not one of"),
        ("read_on: 2026-11-21, ", "", "pack_invalid", 3, "'read_on' is a required property"),
        ("read_on: 2026-11-21", "read_on: 2026-13-21", "pack_invalid", 3, "is not a 'date'"),
        (
            "type: choice, values: [open, closed]",
            "type: choices",
            "pack_invalid",
            6,
            "'choices' is not one of",
        ),
        ("values: [open, closed]", "min: 3", "value_bad", 6, "a choice, which has no min"),
        ("unit: days", "unit: fortnights", "value_bad", 9, "a duration in 'fortnights'"),
        ("currency: USD}\n  waited", "currency: USX}\n  waited", "value_bad", 8, "'USX' is no currency"),
        ("max: 3", "max: 3 lb", "value_bad", 24, "is in lb"),
        ("weight: {max: 3}", "weight: {max: 3, below: 4}", "value_bad", 24, "two bounds on one side"),
        ("weight: {max: 3}", "weight: {min: 4, max: 3}", "value_bad", 24, "a range with nothing in it"),
        ("weight: {max: 3}", "weight: {has: [a]}", "value_bad", 24, "has no test 'has'"),
        ("min: 1.00 USD", "min: 1.00 EUR", "value_bad", 24, "is in EUR"),
        ("min: 1.00 USD", "min: 1.001 USD", "value_bad", 24, "finer than can be paid"),
        ("status: open, w", "status: opne, w", "value_bad", 24, "Did you mean open?"),
        ("{status: open, w", "{statsu: open, w", "value_bad", 24, "Did you mean status?"),
        (
            "columns: [status, weight, paid, waited]",
            "columns: [status, weight]",
            "column_unknown",
            24,
            "'paid' is no column",
        ),
        ("then: {allowed: true}", "then: {alowed: true}", "outcome_unknown", 25, "Did you mean allowed?"),
        ("then: {allowed: true}", "then: {allowed: 3}", "value_bad", 25, "neither true nor false"),
        (
            "then: {allowed: true}",
            "then: {allowed: {fact: total}}",
            "value_bad",
            25,
            "is a yes_no, but total is a money",
        ),
        ("        reason: fine", "        reason: finer", "no_reason", 23, "gives no reason"),
        (
            "        reason: fine",
            "        reason: fine\n        from: 2026-01-01",
            "no_dated_by",
            27,
            "which event's day",
        ),
        ("kinder: true}", "kinder: higher}", "value_bad", 16, "has no direction 'higher'"),
        ("kinder: true}", "{}", "pack_unreadable", 17, "no valid YAML"),
        ("{sum: lines.price}", "{sum: lines.prise}", "value_bad", 13, "Did you mean price?"),
        ("{sum: lines.price}", "{add: lines.price}", "value_bad", 13, "no operation 'add'"),
        ("{sum: lines.price}", "{plus: [owed, paid]}", "value_bad", 13, "reckoned from itself"),
        ("[total, paid]", "[total, waited]", "value_bad", 14, "money and duration together"),
        ("[total, paid]", "[total]", "value_bad", 14, "needs a list of 2"),
        (
            "    otherwise",
            "    hit: collect\n    otherwise",
            "no_add_up",
            20,
            "does not say how allowed adds up",
        ),
        ("  - id: returns", "  - id: returns\n    over: paid", "lines_unknown", 21, "no list of lines"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, code: str, line: int, told: str) -> None:
    assert GOOD.count(old) >= 1
    findings = found(GOOD.replace(old, new, 1))
    assert (findings[0].code, findings[0].line, findings[0].file) == (code, line, "shop.yaml")
    assert told in str(findings[0])
    assert findings[0].mend


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"- 1",
        b"a: &a [*a]",
        b"[" * 5_000,
        b"x: " + b"{a: " * 2_000,
        b"a: !!python/object:os.system x",
    ],
)
def test_no_file_brings_it_down(raw: bytes) -> None:
    assert found(raw)[0].code in ("pack_unreadable", "pack_invalid")


def test_a_small_file_that_would_unfold_to_a_huge_one_is_refused() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    assert found(bomb)[0].message == "The file is too big or too deeply nested."


def test_a_currency_without_a_rate_is_refused() -> None:
    rates = "rates: {base: USD, read_on: 2026-11-21, per_unit: {EUR: '1.15'}}\nfacts:"
    text = GOOD.replace("facts:", rates, 1).replace(
        "paid: {type: money, currency: USD}", "paid: {type: money}"
    )
    assert found(text) == []
    [finding, *_] = found(text.replace("min: 1.00 USD", "min: 1.00 GBP"))
    assert (finding.code, finding.line) == ("currency_without_rate", 25)


def test_a_declaration_that_differs_in_another_file_is_refused() -> None:
    source = "source: {known_from: x, read_on: 2026-11-21, confidence: C}"
    other = f"name: b\nside: law\n{source}\nfacts: {{status: {{type: yes_no}}}}\n"
    findings = read_rulebook("both", {"a.yaml": GOOD.encode(), "b.yaml": other.encode()})[1]
    assert [(one.code, one.file, one.line) for one in findings] == [("declared_twice", "b.yaml", 4)]


def test_tables_that_look_each_other_up_are_refused() -> None:
    text = (
        GOOD.replace("  owed:", "  again: {lookup: {question: returns, outcome: allowed}}\n  owed:")
        .replace("columns: [status,", "columns: [again, status,")
        .replace("when: {status: open,", "when: {again: true, status: open,")
    )
    assert [finding.code for finding in found(text)] == ["circular"]


def test_the_error_names_the_first_and_counts_the_others(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(GOOD.replace("fine: {en", "good: {en"), encoding="utf-8")
    with pytest.raises(BadRulebook) as raised:
        load_rulebook(tmp_path)
    assert raised.value.code == "no_reason"
    assert "shop.yaml:23: The row gives no reason." in raised.value.message
    assert "There are 1 more" in raised.value.mend
    with pytest.raises(BadRulebook, match="There is no pack"):
        load_rulebook(tmp_path / "none")
