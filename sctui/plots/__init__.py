"""Pictures: one description (`figure`), drawn in a terminal (`terminal`)."""
