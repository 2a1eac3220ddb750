"""Pages of official content that service owners add beside the catalogue, as Markdown: ``bot/knowledge``."""
