"""A letter as other people's formats can tell it: feeds, press items, alerts, metadata.

None of them has five answers, so every export loses information, and each says that it
does.  What they may say of a standing is one table (`mapping`), and the table never says
more than the record: where a format has no word for what is so, the word for less is taken.
They are made to be read elsewhere.  Nothing here reads one back: a copy of a copy is no record.
"""
