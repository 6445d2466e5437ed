"""Fixed point: formats, ranges, and the narrowest format that keeps the spikes."""
