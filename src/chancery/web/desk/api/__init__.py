"""The Desk for programs: the steps of its pages, by the same doors, under an access key.

A program signs nothing.  Where the charter asks for a hand, the hand is given elsewhere,
by a person with a key or a passkey, over the digest that this interface tells; it is
brought here and checked like any other.
"""
