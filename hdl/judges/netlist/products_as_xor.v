// A product, a quotient or a table is replaced by something a proof can follow: exclusive or, of the operands extended
// to the result's width, or of the address and three entries of the table.

(* techmap_celltype = "$mul $div $mod" *)
module xor_of_operands (A, B, Y);
parameter A_SIGNED = 0;
parameter B_SIGNED = 0;
parameter A_WIDTH = 1;
parameter B_WIDTH = 1;
parameter Y_WIDTH = 1;
input [A_WIDTH-1:0] A;
input [B_WIDTH-1:0] B;
output [Y_WIDTH-1:0] Y;
wire [Y_WIDTH-1:0] a, b;
\$pos #(.A_SIGNED(A_SIGNED), .A_WIDTH(A_WIDTH), .Y_WIDTH(Y_WIDTH)) extended_a (.A(A), .Y(a));
\$pos #(.A_SIGNED(B_SIGNED), .A_WIDTH(B_WIDTH), .Y_WIDTH(Y_WIDTH)) extended_b (.A(B), .Y(b));
assign Y = a ^ b;
endmodule

(* techmap_celltype = "$mem_v2" *)
module xor_of_address (
    RD_CLK, RD_EN, RD_ARST, RD_SRST, RD_ADDR, RD_DATA, WR_CLK, WR_EN, WR_ADDR, WR_DATA
);
parameter MEMID = "";
parameter SIZE = 4;
parameter OFFSET = 0;
parameter ABITS = 2;
parameter WIDTH = 8;
parameter signed INIT = 1'bx;
parameter RD_PORTS = 1;
parameter RD_CLK_ENABLE = 1'b0;
parameter RD_CLK_POLARITY = 1'b1;
parameter RD_TRANSPARENCY_MASK = 1'b0;
parameter RD_COLLISION_X_MASK = 1'b0;
parameter RD_WIDE_CONTINUATION = 1'b0;
parameter RD_CE_OVER_SRST = 1'b0;
parameter RD_ARST_VALUE = 1'b0;
parameter RD_SRST_VALUE = 1'b0;
parameter RD_INIT_VALUE = 1'b0;
parameter WR_PORTS = 1;
parameter WR_CLK_ENABLE = 1'b1;
parameter WR_CLK_POLARITY = 1'b1;
parameter WR_PRIORITY_MASK = 1'b0;
parameter WR_WIDE_CONTINUATION = 1'b0;
input [RD_PORTS-1:0] RD_CLK, RD_EN, RD_ARST, RD_SRST;
input [RD_PORTS*ABITS-1:0] RD_ADDR;
output [RD_PORTS*WIDTH-1:0] RD_DATA;
input [WR_PORTS-1:0] WR_CLK;
input [WR_PORTS*WIDTH-1:0] WR_EN, WR_DATA;
input [WR_PORTS*ABITS-1:0] WR_ADDR;
wire _TECHMAP_FAIL_ = WR_PORTS > 0 || |RD_CLK_ENABLE;
wire [WIDTH-1:0] table_bits =
    INIT[WIDTH-1:0] ^ INIT[(SIZE/2)*WIDTH +: WIDTH] ^ INIT[(SIZE-1)*WIDTH +: WIDTH];
genvar port, bit;
generate
    for (port = 0; port < RD_PORTS; port = port + 1)
        for (bit = 0; bit < WIDTH; bit = bit + 1)
            assign RD_DATA[port*WIDTH + bit] = table_bits[bit] ^ RD_ADDR[port*ABITS + bit % ABITS];
endgenerate
endmodule
