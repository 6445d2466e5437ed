"""The views: each one file that says which request it makes, and what its result looks like. No Textual here."""
