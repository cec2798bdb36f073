"""`amends reply`: answer the buyer of a case from a terminal or a program."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from amends.cli.database import desk_database
from amends.cli.options import AsJson, AsLogin
from amends.core.errors import Refused

NOT_SENT = 3
WORKER_MAY_TAKE_S = 60.0


def reply(
    ref: Annotated[str, typer.Argument(help="The case's number.")],
    text_file: Annotated[str, typer.Option(help="The text, in UTF-8; - reads it from the input.")],
    template: Annotated[str, typer.Option(help="The template it was made from.")] = "",
    seen: Annotated[
        int | None,
        typer.Option(help="The newest buyer message it answers, by id; by default that of this moment."),
    ] = None,
    attach: Annotated[
        list[Path] | None, typer.Option(help="A file that goes with it; may be given several times.")
    ] = None,
    let_pass: Annotated[
        str, typer.Option(help="Why it is to leave though it is warned of; for leads alone.")
    ] = "",
    as_login: AsLogin = None,
    as_json: AsJson = False,
) -> None:
    """Send a reply: by mail at once, or as a task to paste it on the marketplace's page.

    Exit code: 0 sent, waiting or a hand task, 3 it failed or nobody knows.
    """
    text, files = _read(text_file), [(path.name, _octets(path)) for path in attach or []]
    with desk_database():
        from amends.accounts.queries import acting_as, visible_shops
        from amends.cases.queries import find_case
        from amends.inbox.handing_over import hand_over
        from amends.inbox.queries import outgoing_facts
        from amends.inbox.reply_files import attach_file
        from amends.inbox.replying import send_reply

        actor = acting_as(as_login)
        case = find_case(ref, visible_shops(actor, "work_case").values_list("id", flat=True))
        outgoing = send_reply(
            case,
            text,
            seen_message_id=case.newest_message_id if seen is None else seen,
            template=template,
            file_ids=[attach_file(case, name, [octets], by=actor).pk for name, octets in files],
            let_pass=let_pass,
            by=actor,
            undo_seconds=0,
        )
        if outgoing.state == "waiting":
            outgoing = hand_over(outgoing.pk, patience_s=WORKER_MAY_TAKE_S)
        message = outgoing_facts(outgoing)
    state = message.pop("state")
    if as_json:
        typer.echo(json.dumps({"message": message, "state": state}, ensure_ascii=False))
    else:
        typer.echo(_sentence(message, state))
    raise typer.Exit(NOT_SENT if state in ("failed", "unknown") else 0)


def _read(name: str) -> str:
    try:
        octets = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return octets.decode("utf-8-sig")
    except OSError as error:
        raise Refused("file_unreadable", f"{name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Refused("text_not_utf8", f"{name} is not UTF-8.", mend="Save it as UTF-8.") from error


def _octets(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused("file_unreadable", f"{path} cannot be read: {error.strerror}.") from error


def _sentence(message: dict[str, Any], state: str) -> str:
    if state == "hand_task":
        place = message["page"] or "the marketplace's page of the order"
        return f"Reply {message['id']}: paste it at {place}, then say on the case's page that it is done."
    answer = f" ({message['answer']})" if message["answer"] else ""
    return f"Reply {message['id']} to {message['recipient']}: {state}{answer}."
