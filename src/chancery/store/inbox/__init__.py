"""What the public leaves at the Counter: questions, wishes to be told, acknowledgements; at rest."""
