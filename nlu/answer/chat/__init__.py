"""The seam to the local language model: a server of its own, asked over HTTP as OpenAI's chat completions are."""
