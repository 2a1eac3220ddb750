"""The truth in SQL: conversations, their log, turns, jobs, files, logins, tickets and staff, over `contracts.tables`."""
