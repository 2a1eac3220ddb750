"""Citizens log in with an eID: OpenID Connect with a provider, carried out in a window beside the chat."""
