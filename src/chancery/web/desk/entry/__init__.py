"""Coming in: accounts, invitations, sessions, and the page one comes home to."""
