"""Fixed point, Verilog and synthesis: a checked model on its way to hardware will stand here."""
