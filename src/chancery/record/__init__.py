"""What is said, who may say it, where it stands: pure rules, no files, no clock.

`statement`, `charter` and `words` are the nouns; `entry` is one of them on the
record; `world` answers for them; `reason` is how every answer explains itself.
"""
