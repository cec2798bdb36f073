"""What became of the rows of a file, in one tuple."""

from amends.imports.models import ImportFile


def counts(done: ImportFile) -> tuple[int, int, int, int, int]:
    """rows, created, updated, unchanged, rejected"""
    return (done.rows, done.created, done.updated, done.unchanged, done.rejected)
