"""A changed rulebook on its way into force: draft, checks, what-if, a second person, a date, and back."""
