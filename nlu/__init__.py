"""Understanding: functions on text, Rasa graph components, and (later rooms) the answer to free text."""
