"""What results look like: one file a kind of result, gathered by operation in `operations.py`."""
