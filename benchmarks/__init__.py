"""How fast dlteach is, beside what one would use instead: `python -m benchmarks`."""
