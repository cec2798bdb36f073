"""The command line: which commands there are, and how every one of them ends.

Only the module of the command asked for is imported, so that help and judging commands stay quick.
"""

import importlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import typer

from amends.core.errors import AmendsError

REFUSED = 2
UNEXPECTED = 1
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Entry:
    """One command, or a group of them: `place` is `module:function` or `module:typer_app`."""

    place: str
    help: str
    hidden: bool = False


COMMANDS = {
    "up": Entry("amends.cli.up:up", "Start the desk: database, pages and worker."),
    "import": Entry("amends.cli.imports:import_files", "Import files that marketplaces let you download."),
    "mail": Entry("amends.cli.mail:app", "Mails from disk; mailboxes, and whether they answer."),
    "cases": Entry("amends.cli.cases:cases", "List cases, the most urgent first."),
    "case": Entry("amends.cli.cases:app", "Look at one case; say what it is about."),
    "search": Entry("amends.cli.search:search", "Find cases and orders by words and filters."),
    "quality": Entry("amends.cli.quality:quality", "How quickly and reliably buyers are answered."),
    "reply": Entry("amends.cli.reply:reply", "Answer the buyer of a case."),
    "order": Entry("amends.cli.order:app", "Look at orders."),
    "shop": Entry("amends.cli.shop:app", "The shops one sells in."),
    "user": Entry("amends.cli.user:app", "The people at the desk and their roles."),
    "token": Entry("amends.cli.token:app", "Keys by which programs use the API."),
    "buyer": Entry("amends.cli.buyer:app", "Erase a buyer's personal fields."),
    "backup": Entry("amends.cli.backup:backup", "Write everything to one file."),
    "restore": Entry("amends.cli.backup:restore", "Bring everything back from a backup."),
    "demo": Entry("amends.cli.demo:app", "Made-up shops to try the desk with."),
    "assess": Entry("amends.cli.assess:assess", "Causes, ways out with costs, steps: of a case or of facts."),
    "learn": Entry("amends.cli.learn:learn", "Learn chances and prices from your own cases, now."),
    "decide": Entry("amends.cli.decide:decide", "Judge facts by a pack of tables. No database."),
    "rulebook": Entry("amends.cli.rulebook:app", "Look at the rules; prove a folder of them."),
    "triage": Entry("amends.cli.triage:triage", "Tell what messages are about. No database."),
    "lint": Entry("amends.cli.lint:lint", "Check a text before it goes to a buyer. No database."),
    "packs": Entry("amends.cli.packs:app", "Check the packs: rules, formats, calendars."),
    "doctor": Entry("amends.cli.doctor:doctor", "Tell what is wrong, and how to mend it."),
    "upgrade": Entry("amends.cli.upgrade:upgrade", "Carry the database over to a newer PostgreSQL."),
    "bench": Entry("amends.cli.bench:bench", "Measure speed beside a yardstick."),
    "fill": Entry("amends.cli.bench:fill", "Build a big set of orders for measuring."),
    "web": Entry("amends.cli.web:web", "Serve the pages alone, for a server of your own."),
    "worker": Entry("amends.cli.worker:worker", "Work off jobs alone, for a server of your own."),
    "desk-web": Entry("amends.cli.web:desk_web", "", hidden=True),
    "desk-worker": Entry("amends.cli.worker:desk_worker", "", hidden=True),
}


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command in `arguments` (default: those of the process) and exit with its code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in words
    try:
        code = build(words)(words, standalone_mode=False, prog_name="amends")
        sys.stdout.flush()
    except AmendsError as error:
        code = _tell(error.code, error.message, error.mend, as_json=as_json)
    except typer.TyperException as error:
        code = _tell("usage", *_usage(error), as_json=as_json)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = UNEXPECTED
    except Exception as error:
        if os.environ.get("AMENDS_TRACE"):
            raise
        _tell("unexpected", *_unexpected(error), as_json=as_json)
        code = UNEXPECTED
    sys.exit(code if isinstance(code, int) else 0)


def build(words: Sequence[str]) -> typer.Typer:
    """The command line with the command that `words` ask for loaded, and all others by name only."""
    app = typer.Typer(
        name="amends",
        help="The after-sales desk for people who sell on marketplaces.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_desk)
    asked = next((word for word in words if not word.startswith("-")), "")
    for name, entry in COMMANDS.items():
        loaded = _load(entry.place) if name == asked else _not_loaded
        if isinstance(loaded, typer.Typer):
            app.add_typer(loaded, name=name)
        else:
            app.command(name, help=entry.help if name != asked else None, hidden=entry.hidden)(loaded)
    return app


def _desk() -> None:
    """The after-sales desk for people who sell on marketplaces."""


def _not_loaded() -> None:
    """Stands in the list of commands for one that was not asked for."""


def _load(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)


def _usage(error: typer.TyperException) -> tuple[str, str]:
    """What is wrong with the words, and whose help says more."""
    told = getattr(error, "format_message", None)
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "amends"
    problem = str(told() if told else error).rstrip(".")
    return f"{problem or f'{command} wants one more word'}.", f"See {command} --help."


def _unexpected(error: Exception) -> tuple[str, str]:
    django_error = type(error).__module__.startswith(("django.db", "psycopg"))
    if django_error and type(error).__name__ in ("OperationalError", "InterfaceError"):
        return (
            f"The database went away: {_first_line(error).rstrip('.')}.",
            "Run the same command again; nothing is doubled.",
        )
    return (
        f"Amends has a fault here: {type(error).__name__}: {_first_line(error)}.",
        "Run it again with AMENDS_TRACE=1 and report what it prints.",
    )


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [""])[0]


def _tell(code: str, message: str, mend: str, *, as_json: bool) -> int:
    print(f"{message} {mend}".strip(), file=sys.stderr)
    if as_json:
        document = {"error": {"code": code, "message": message, "mend": mend}}
        print(json.dumps(document, ensure_ascii=False), flush=True)
    return REFUSED


if __name__ == "__main__":
    run()
