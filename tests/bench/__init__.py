"""Timings, as ratios to the real tools on the same input in the same run. `make bench` runs them."""
