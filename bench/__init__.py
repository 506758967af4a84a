"""What it costs, measured side by side. `make bench` runs all of it and writes docs/benchmarks.md."""
