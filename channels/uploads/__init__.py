"""Files that citizens upload and documents that they download."""
