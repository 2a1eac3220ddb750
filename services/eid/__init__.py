"""The sandbox identity provider: an OpenID Connect provider for demonstrations, in which invented citizens log in."""
