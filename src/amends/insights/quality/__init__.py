"""How quickly and how reliably buyers are answered, counted from what is kept; it changes nothing."""
