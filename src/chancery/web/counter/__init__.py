"""The Counter: the public side, without accounts.

Its views parse, ask the registry, and show.  They decide nothing, and they cannot see a
draft: the registry they are given holds no key to the Desk's database.
"""
