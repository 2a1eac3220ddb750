"""The way to the bot: asks Rasa's door for the answer to one turn."""
