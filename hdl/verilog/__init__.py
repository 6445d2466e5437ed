"""The integer dataflow printed as Verilog-2005, with its testbench."""
