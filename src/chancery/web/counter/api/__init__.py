"""The Counter for programs: the same questions as on its pages, asked of the same record, without an account."""
