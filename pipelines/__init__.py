"""How openbeat runs: from a source's bytes to a published, verified edition."""

__version__ = "0.1.0"
