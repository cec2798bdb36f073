"""The desk is announced when it is fit to work, not when it has merely been started."""

import json
import sys
from collections.abc import Callable, Sequence
from threading import Event
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

ASK_AGAIN_S, COMPLAIN_EVERY = 0.1, 150
EVERY_PART = ("web", "database", "worker")
# A worker may be on another machine, or come later.
WITHOUT_WORKER = ("web", "database")


def greet_when_fit(address: str, greet: Callable[[], None], parts: Sequence[str], over: Event) -> None:
    """Call `greet` as soon as these parts of /healthz are fit; until then say now and then what is missing.

    Pages that cannot be loaded are told at once. Ends without greeting when `over` is set.
    """
    if broken := _pages_broken():
        print(broken, file=sys.stderr, flush=True)
        return
    asked = 0
    while lacking := what_is_unfit(address, parts):
        asked += 1
        if asked % COMPLAIN_EVERY == 0:
            print(f"Amends is not ready yet: {lacking}.", file=sys.stderr, flush=True)
        if over.wait(ASK_AGAIN_S):
            return
    greet()


def what_is_unfit(address: str, parts: Sequence[str]) -> str:
    """What /healthz at `address` says against these parts of the desk; "" when they are fit."""
    try:
        with build_opener(ProxyHandler({})).open(f"{address}/healthz", timeout=10) as answer:
            said = json.load(answer)
    except HTTPError as error:
        try:
            said = json.load(error)
        except ValueError:
            return f"the pages answer {error.code}"
    except (OSError, ValueError) as error:
        return f"the pages do not answer ({error})"
    return "; ".join(f"{part}: {said.get(part)}" for part in parts if said.get(part) != "ok")


def _pages_broken() -> str:
    from django.urls import get_resolver

    try:
        get_resolver().url_patterns  # noqa: B018 loads every page
    except Exception as error:
        return (
            f"The desk's pages cannot be loaded: {type(error).__name__}: {error}. "
            "Run ./amends doctor; if it finds nothing, report this."
        )
    return ""
