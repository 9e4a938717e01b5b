"""Acts that a register has promised to look at, until they stand on the log or are refused; at rest."""
