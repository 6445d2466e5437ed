"""Transcendental functions written in the graph's primitives.

They are branch-free, so a block of lanes runs through them side by side; they use only IEEE operations and bit
patterns, so the plain-Python reference evaluator computes the same bits. Polynomials are Chebyshev fits in 50-digit
arithmetic (`tests/kernels/codegen/test_elementary.py` makes them again and measures every bound stated here).
"""
