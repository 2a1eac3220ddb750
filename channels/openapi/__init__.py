"""The description of the gateway's HTTP API, made from what each route says of itself."""
