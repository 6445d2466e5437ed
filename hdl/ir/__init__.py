"""The integer dataflow: what a model computes in hardware, to the bit, before any language it is printed in."""
