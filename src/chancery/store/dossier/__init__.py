"""What the Desk gathers round one affair: matters, and claims that others report; at rest."""
