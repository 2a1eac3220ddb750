"""What is kept how long, what is over, and the self-test that finds what was not deleted; worker only."""
