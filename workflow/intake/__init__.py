"""Documents and published records, read into drafts and facts."""
