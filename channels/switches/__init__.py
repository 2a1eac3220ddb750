"""What is switched off as a whole: how the gateway knows, what citizens read, and the routes of the staff."""
