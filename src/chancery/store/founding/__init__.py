"""Charters on their way: every step of them, on the Desk's side; at rest."""
