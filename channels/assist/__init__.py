"""What helps agents: a brief of the conversation, translations, proposals of what the bot should know."""
