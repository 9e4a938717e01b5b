"""At rest: the log in a folder of plain files, everything that can be looked up in a database.

Nothing here decides anything.  `chancery.registry.ports` says what is promised; each
promise is kept twice, in `memory` for as long as a process lives, and durably:

    archive     one institution's log: `register` (its files), `staging`, `last_signed`
    index       what the logs say, filed under everything it may be asked by (`filing`)
    words       the registered words
    drafts      what is not yet released, in a database of its own

`database` opens SQLite or PostgreSQL through Django's models, without asking for a
project around it; `durable` is the one place that knows how a file survives a power cut.
"""
