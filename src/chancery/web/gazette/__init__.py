"""A newspaper of the demonstration: somebody else's page, which shows where a letter stands.

It belongs to no institution and asks nobody: it puts the Counter's own element into an
article, and looks again the moment the record has something new to say.
"""
