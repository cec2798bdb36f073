"""What probably happened, what is allowed, what each way out costs, what to do next: one case at a time."""
