"""From the kernels' step graph, in real numbers, to the integer dataflow."""
