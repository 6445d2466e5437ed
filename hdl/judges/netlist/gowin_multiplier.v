// The multipliers of Gowin's devices as Yosys' mapping uses them, without registers; its own library has no model.

module MULT9X9 (
    input [8:0] A, B, input [8:0] SIA, SIB, input ASEL, BSEL, input ASIGN, BSIGN, CE, CLK, RESET, output [17:0] DOUT
);
wire signed [17:0] a = $signed({{9{ASIGN & A[8]}}, A});
wire signed [17:0] b = $signed({{9{BSIGN & B[8]}}, B});
assign DOUT = a * b;
endmodule

module MULT18X18 (
    input [17:0] A, B, input [17:0] SIA, SIB, input ASEL, BSEL, input ASIGN, BSIGN, CE, CLK, RESET, output [35:0] DOUT
);
wire signed [35:0] a = $signed({{18{ASIGN & A[17]}}, A});
wire signed [35:0] b = $signed({{18{BSIGN & B[17]}}, B});
assign DOUT = a * b;
endmodule

module MULT36X36 (
    input [35:0] A, B, input ASIGN, BSIGN, CE, CLK, RESET, output [71:0] DOUT
);
wire signed [71:0] a = $signed({{36{ASIGN & A[35]}}, A});
wire signed [71:0] b = $signed({{36{BSIGN & B[35]}}, B});
assign DOUT = a * b;
endmodule
