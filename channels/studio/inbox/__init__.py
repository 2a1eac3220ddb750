"""The studio's inbox (what the bot did not understand, what did not help) and its view of equal service."""
