"""Spreadsheets: the first sheet with a known header is the table."""

from collections.abc import Iterator, Sequence
from contextlib import closing

from amends.connectors.files.cells import MAX_FIELD, BadRow, Cell, RawRow, column_name
from amends.connectors.files.delimited import DETAILS, fitted
from amends.connectors.files.found import MAX_COLUMNS, Found, Progress, too_many_columns
from amends.connectors.files.recognise import HeaderShape, UnknownKind, find_header, nearest_kinds
from amends.connectors.files.scan import Scan, empty_file
from amends.connectors.files.spreadsheet import sheet_beginnings, sheet_rows
