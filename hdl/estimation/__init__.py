"""What a module will need of an FPGA, from its text alone."""
