"""The catalogue: its JSON Schema, its model, its loader with problems that name file and line."""
