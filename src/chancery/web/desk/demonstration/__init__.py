"""What only a demonstration shows: the letters that its Desk put into a folder instead of the mail."""
