"""Carries commands out beyond the database: asks the bot, sends jobs to workers, finds what was left behind."""
