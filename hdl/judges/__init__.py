"""Outside tools that judge what was printed: simulators, linters, synthesis."""
