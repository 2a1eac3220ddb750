"""Makes models for the benchmark of the language model; runs in the environment of the local models."""
