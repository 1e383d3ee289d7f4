"""The synthetic city: invented people, places and concerns for a demonstration, for tests and for benchmarks."""
