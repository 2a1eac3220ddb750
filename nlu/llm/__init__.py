"""What runs in the environment of the local models: makes a language model ready to be served, serves embeddings."""
