"""The Desk: where an office writes, approves, releases and takes back.

It signs people in and holds the pen.  It decides nothing: every rule is the registry's,
so that no other way in could do what the Desk refuses.
"""
