"""The sandbox: a real HTTP server that plays the administrations, with its own database. It files nothing anywhere."""
