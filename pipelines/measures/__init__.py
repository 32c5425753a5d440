"""Measures: what they are, how they are worked out from datasets, and by which methods."""
