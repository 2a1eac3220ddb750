"""The way to the answer server: asks it questions that no intent explains."""
