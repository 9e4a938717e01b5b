"""The Counter for programs: the questions of its pages, asked of the same record, without an account."""
