"""Units: their names, the algebra of dimensions, and the one walk that checks and rewrites expressions."""
