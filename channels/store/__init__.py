"""The truth in SQL: conversations, their log, turns, jobs, tickets and staff, over `contracts.tables`."""
