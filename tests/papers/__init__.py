"""Papers: what stands on them, how they are set, and what they leave behind."""
