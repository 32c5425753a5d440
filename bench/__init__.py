"""Speed and memory, held against the physical limit: DuckDB doing the same reading and writing with no checks.

`python -m bench` measures; docs/benchmark.md says what, how, and what came of it.
"""
