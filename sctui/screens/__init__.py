"""Screens that lie over the studio: a question, a list to choose from, a text to read."""
