"""From drafts to a release: reviews, trials, history, publishing, going back, and services that are paused."""
