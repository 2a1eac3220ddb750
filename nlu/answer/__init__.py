"""Free text: finds the official pages a question is about, and later writes and checks an answer from them."""
