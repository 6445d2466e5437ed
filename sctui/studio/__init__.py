"""The studio: the application, its actions and keys, and its line to the worker processes."""
