"""What the rooms say to each other: languages, names, messages, tables, the catalogue; imports no other room.

Everything but ``contracts.tables`` runs in both environments, so it keeps to Python 3.10 syntax.
"""
