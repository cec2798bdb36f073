"""Rows that could not be taken were kept as they came, and files as they were called."""

from collections.abc import Iterable
from functools import partial, reduce
from operator import or_

from django.db import transaction
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Cast

from amends.erasure.traces import Traces
from amends.imports.models import ImportFile, ImportReject
from amends.imports.rejects import write_rejects
from amends.runtime.folder import data_folder

ERASED = "(erased)"


def erase_files_and_rejects(traces: Traces) -> None:
    """Empty rejected rows that name the buyer or an order of theirs, and file names that name the buyer."""
    numbers = [number for of_account in traces.numbers.values() for number in of_account]
    words = [*traces.names, *numbers]
    cells = Func(F("values"), Value("\t"), function="array_to_string", output_field=TextField())
    rejects = ImportReject.objects.alias(cells=cells, said=Cast("faults", TextField())).filter(
        _holding("raw", words) | _holding("cells", words)
        | _holding("detail", traces.names) | _holding("said", traces.names),
        organisation_id=traces.organisation_id,
    )  # fmt: skip
    files = list(ImportFile.objects.filter(rejects__in=rejects).distinct())
    ids = list(rejects.values_list("pk", flat=True))
    ImportReject.objects.filter(pk__in=ids).update(raw="", detail=ERASED, values=None, faults=[])
    transaction.on_commit(partial(_write_again, files))
    ImportFile.objects.filter(
        _holding("name", traces.names) | _holding("error", traces.names),
        organisation_id=traces.organisation_id,
    ).update(name=ERASED, error="")


def _holding(column: str, words: Iterable[str]) -> Q:
    return reduce(or_, (Q(**{f"{column}__contains": word}) for word in words), Q(pk__in=[]))


def _write_again(files: list[ImportFile]) -> None:
    """The rejects that a command has written beside the data hold the same rows."""
    folder = data_folder().path / "rejects"
    for file in files:
        if (folder / f"import-{file.pk}-rejects.csv").exists():
            write_rejects(file, folder)
