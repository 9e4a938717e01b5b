"""Questions that somebody put to the office, and how long they have waited."""
