"""What is on its way to those who must know, and whether it arrived; at rest."""
