"""The studio's widgets: each shows a part of the session and says what the user did by a message."""
