"""After release: what takes back, corrects, pauses or restores; and what was sighted."""
