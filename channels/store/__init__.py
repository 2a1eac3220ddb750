"""The truth in SQL, over `contracts.tables`: conversations, their log, turns, jobs, files, logins, tickets, staff."""
