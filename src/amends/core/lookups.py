"""`field__any=[…]`: like `__in`, but the list travels as one array.

With thousands of values, the statement of `__in` costs more to build and to parse than to run.
"""

from typing import Any

from django.db.models import Field, Lookup
from django.db.models.fields.related import ForeignObject

from amends.core.copying import array_literal


@Field.register_lookup
@ForeignObject.register_lookup
class AnyOf(Lookup):
    """The column equals one of the values."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        values = array_literal([str(value) for value in self.rhs])
        return f"{left} = ANY(%s)", (*parameters, values)
