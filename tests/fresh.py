"""A process that has loaded nothing yet, to see what a piece of work brings in."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import amends

SOURCE = Path(amends.__file__).parents[1]
OF_TRAINING = ("numpy", "scipy", "sklearn", "django")


def loaded_afresh(work: str, of: Iterable[str], *, kept: Iterable[str] = ()) -> list[str]:
    """Those of the modules `of` that are loaded once the statements of `work` have run.

    `kept`: also the names of the packs that were read and hold one of these, as a part of theirs.
    """
    script = (
        f"{work}\nimport json, sys\n"
        f"found = sorted(name for name in {list(of)!r} if name in sys.modules)\n"
        f"for part in {list(kept)!r}:\n"
        "    from amends.core.pack_sets import SHIPPED\n"
        "    found += sorted(str(key[1]) for key in SHIPPED.kept if part in str(key[1]))\n"
        "print(json.dumps(found))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(SOURCE)},
    )
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found
