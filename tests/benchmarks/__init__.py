"""How fast are the kernels? Ratios against C and start-up times: `python -m tests.benchmarks`."""
