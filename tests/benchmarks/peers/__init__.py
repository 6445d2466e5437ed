"""The peers' side of the benchmarks: one stand-alone program a peer and computation, run with the peer's own Python."""
