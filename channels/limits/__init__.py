"""How much one citizen, one address and all together may ask of the gateways, and who is behind an address."""
