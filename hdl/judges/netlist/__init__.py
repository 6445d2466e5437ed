"""Simulates what Yosys has read: its netlist as JSON, in plain integers and as native code, one clock at a time."""
