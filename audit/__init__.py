"""Checks of what the project depends on and holds: known vulnerabilities, licences, secrets, bills of materials."""
