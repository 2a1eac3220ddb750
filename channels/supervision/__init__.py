"""What supervisors see: how things go at this moment, and how they went."""
