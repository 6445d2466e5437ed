"""Files of XPPAUT, which share the extension, and their conversion."""
