"""Which places of a model's text each node of its circuit computes.

Between the text and the circuit stand passes that expand, regroup and fold: Horner's form, the method's step, products
with dt. No pass carries positions along. Instead both ends are expanded into sums of products, and what contributes the
same product to the same equation belongs together, whatever its constant factor has become.
"""
