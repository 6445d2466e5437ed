"""From a request to results: one run, or many at once, on the compiled kernels."""
