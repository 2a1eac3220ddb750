"""The bot's own actions, served by rasa_sdk: they check fields, word results and emit effects, and call nothing."""
