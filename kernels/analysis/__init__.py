"""What a run shows: one file a question."""
