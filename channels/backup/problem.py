"""The one kind of error of backups: something that whoever runs the command must mend."""


class BackupError(Exception):
    """Cannot be saved or restored; the text says what, where, and what to do."""
