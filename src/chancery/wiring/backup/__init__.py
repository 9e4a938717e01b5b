"""A house copied, and put back: what there is to lose, and how nothing false comes of it.

Restoring yesterday's copy of a log and signing on is how logs have been forked.  So a copy
is put back for reading, whoever may have seen more is asked, and signing begins only where
all of them have seen nothing else.

    manifest    what is in a copy, and how each file of it is known
    databases   a database as it was at one moment, into a file and back
    taking      a copy of a house
    laying_out  a copy put back, every part of it counted again
    asking      who has seen how much of this log
    judging     what that means for the copy
    filling     the entries that are missing, from somebody who has them
    restoring   the ceremony, step by step
"""
