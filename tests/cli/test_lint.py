import json
import subprocess
import sys
from pathlib import Path

import pytest

from amends.cli.main import run
from amends.core import clock
from amends.publishing.own_wording import OwnWording
from amends.publishing.own_wording import written as own_text
from amends.releases.models import RulebookRelease
from tests import people

SOURCE = Path(__file__).parents[2] / "src"


def linted(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        run(["lint", *words])
    return int(str(ended.value.code)), capsys.readouterr().out


def written(folder: Path, content: bytes) -> str:
    file = folder / "message.txt"
    file.write_bytes(content)
    return str(file)


def test_findings_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "亲😊，把差评删了".encode())
    code, out = linted(capsys, "--marketplace", "taobao", "--language", "zh-Hans", file, "--json")
    (one,) = json.loads(out)["findings"]
    assert code == 1
    assert list(one) == ["rule", "severity", "start", "end", "source", "suggestion"]
    assert (one["rule"], one["severity"]) == ("review_change_request", "error")
    assert "亲😊，把差评删了"[one["start"] : one["end"]] == "把差评删"


@pytest.mark.parametrize(
    ("text", "ends_with"), [("Your parcel left today.", 0), ("", 0), ("It's the carrier's fault.", 0)]
)
def test_only_errors_end_with_1(
    text: str, ends_with: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, text.encode())
    code, _ = linted(capsys, "--marketplace", "amazon", "--language", "en", file)
    assert code == ends_with


def test_a_listing_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, b"Hello,\nplease delete your review today.")
    code, out = linted(capsys, "--marketplace", "amazon", "--language", "en", file)
    assert code == 1
    assert "error: review_change_request (line 2)" in out
    assert "[please delete your review] today." in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--marketplace", "amzon", "--language", "en"), "unknown_marketplace"),
        (("--marketplace", "amazon", "--language", "xx"), "unknown_language"),
        (("--marketplace", "amazon", "--language", "en", "--kind", "poem"), "unknown_kind"),
        (("--marketplace", "amazon"), "usage"),
    ],
)
def test_wrong_words_end_with_2(
    words: tuple[str, ...], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = linted(capsys, *words, written(tmp_path, b"Hello"), "--json")
    assert (code, json.loads(out)["error"]["code"]) == (2, told)


@pytest.mark.parametrize("language", ["EN", "en-US", "fr-FR", "FR_ca", "zh-CN", "zh-TW", "zh-Hant"])
def test_a_language_goes_by_any_region_and_case(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = linted(
        capsys, "--marketplace", "Amazon", "--language", language, written(tmp_path, b"Ok."), "--json"
    )
    assert (code, json.loads(out)) == (0, {"findings": []})


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfeH\0i\0", "not_utf8"),
        (b"a" * 10_000_000, "text_too_long"),
        (b"a" * 2_000_000, "text_too_long"),
    ],
    ids=["other encoding", "10 MB", "2 million signs"],
)
def test_what_is_no_message_is_refused(
    content: bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, content)
    code, out = linted(capsys, "--marketplace", "amazon", "--language", "en", file, "--json")
    assert (code, json.loads(out)["error"]["code"]) == (2, told)


def test_standard_input_and_neither_database_nor_django() -> None:
    script = (
        "import sys; from amends.cli.lint import lint\n"
        "try: lint('-', 'amazon', 'en', 'order_message', True)\n"
        "finally: print(sorted(n for n in ('django', 'psycopg', 'procrastinate') if n in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=b"Hello, your parcel left today.",
        capture_output=True,
        check=True,
        env={"PYTHONPATH": str(SOURCE)},
    )
    assert done.stdout.decode().splitlines() == ['{"findings": []}', "[]"]


@pytest.mark.django_db
def test_by_the_own_rules_of_an_organisation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lead = people.user(people.organisation(), "lea", "owner")
    own = OwnWording(
        name="calm",
        text={"en": "We do not gush."},
        phrases={"en": ("lovel*",)},
        suggestion={"en": "A lamp."},
        bad={"en": ("lovely",)},
        good={"en": ("good",)},
    )
    now = clock.now()
    RulebookRelease.objects.create(
        organisation=lead.organisation,
        number=1,
        title="Calmer",
        files={own.pack: own_text(own, now.date())},
        effective_at=now,
        released_at=now,
        released_by=lead,
    )
    given = ("--marketplace", "amazon", "--language", "en", written(tmp_path, b"A lovely lamp."), "--json")
    assert linted(capsys, *given) == (0, '{"findings": []}\n')
    for words in (("--own",), ("--as", "lea")):
        code, out = linted(capsys, *given, *words)
        assert code == 1, out
        assert [one["rule"] for one in json.loads(out)["findings"]] == ["own_wording/calm"]


def test_measuring_says_what_it_cannot_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    latin = tmp_path / "latin.tsv"
    latin.write_bytes("fr\tebay\tclean\tarrivé".encode("latin-1"))
    for words, said in (
        (["eval"], "eval needs a file of messages."),
        (["eval", "a.tsv", "b.tsv"], "'b.tsv' is one word too many."),
        (["eval", str(latin)], "latin.tsv is not UTF-8, from byte 19 on."),
        (["eval", str(tmp_path / "none.tsv")], "none.tsv cannot be read: No such file or directory."),
    ):
        with pytest.raises(SystemExit) as ended:
            run(["lint", *words])
        assert ended.value.code == 2
        assert said in capsys.readouterr().err
