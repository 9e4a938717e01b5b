"""First start: the one page that a folder without a record has, behind a word that is printed once.

It is a process of its own, which ends when the record is founded; then the Desk answers at
the same address.
"""
