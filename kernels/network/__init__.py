"""Networks of neurons: populations, their connections, and the balanced excitatory-inhibitory network."""
