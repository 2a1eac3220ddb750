"""The hub and the only door: conversations and their log, sockets of citizens and agents, REST, staff, pages."""
