"""What is written to buyers: templates with declared variables. Pure: values in, text out."""
