"""From a syntax tree to a checked model: names, structure, values."""
