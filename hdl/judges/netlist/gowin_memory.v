// The block memories of Gowin's devices as Yosys' mapping uses them, for which its own library has no model.
//
// Those with X9 in their name have 36 bits a word, the others 32. The lowest address bits of a port of two and more bytes
// say which it writes. There is no second register and no decoding of BLKSEL; a cell with one of these asks for the cell
// WITHOUT_A_MODEL, which is nowhere.

`define ROWS \
    INIT_RAM_00 = 0, INIT_RAM_01 = 0, INIT_RAM_02 = 0, INIT_RAM_03 = 0, INIT_RAM_04 = 0, \
    INIT_RAM_05 = 0, INIT_RAM_06 = 0, INIT_RAM_07 = 0, INIT_RAM_08 = 0, INIT_RAM_09 = 0, \
    INIT_RAM_0A = 0, INIT_RAM_0B = 0, INIT_RAM_0C = 0, INIT_RAM_0D = 0, INIT_RAM_0E = 0, \
    INIT_RAM_0F = 0, INIT_RAM_10 = 0, INIT_RAM_11 = 0, INIT_RAM_12 = 0, INIT_RAM_13 = 0, \
    INIT_RAM_14 = 0, INIT_RAM_15 = 0, INIT_RAM_16 = 0, INIT_RAM_17 = 0, INIT_RAM_18 = 0, \
    INIT_RAM_19 = 0, INIT_RAM_1A = 0, INIT_RAM_1B = 0, INIT_RAM_1C = 0, INIT_RAM_1D = 0, \
    INIT_RAM_1E = 0, INIT_RAM_1F = 0, INIT_RAM_20 = 0, INIT_RAM_21 = 0, INIT_RAM_22 = 0, \
    INIT_RAM_23 = 0, INIT_RAM_24 = 0, INIT_RAM_25 = 0, INIT_RAM_26 = 0, INIT_RAM_27 = 0, \
    INIT_RAM_28 = 0, INIT_RAM_29 = 0, INIT_RAM_2A = 0, INIT_RAM_2B = 0, INIT_RAM_2C = 0, \
    INIT_RAM_2D = 0, INIT_RAM_2E = 0, INIT_RAM_2F = 0, INIT_RAM_30 = 0, INIT_RAM_31 = 0, \
    INIT_RAM_32 = 0, INIT_RAM_33 = 0, INIT_RAM_34 = 0, INIT_RAM_35 = 0, INIT_RAM_36 = 0, \
    INIT_RAM_37 = 0, INIT_RAM_38 = 0, INIT_RAM_39 = 0, INIT_RAM_3A = 0, INIT_RAM_3B = 0, \
    INIT_RAM_3C = 0, INIT_RAM_3D = 0, INIT_RAM_3E = 0, INIT_RAM_3F = 0
`define CONTENTS \
    { \
    INIT_RAM_3F, INIT_RAM_3E, INIT_RAM_3D, INIT_RAM_3C, INIT_RAM_3B, INIT_RAM_3A, INIT_RAM_39, INIT_RAM_38, \
    INIT_RAM_37, INIT_RAM_36, INIT_RAM_35, INIT_RAM_34, INIT_RAM_33, INIT_RAM_32, INIT_RAM_31, INIT_RAM_30, \
    INIT_RAM_2F, INIT_RAM_2E, INIT_RAM_2D, INIT_RAM_2C, INIT_RAM_2B, INIT_RAM_2A, INIT_RAM_29, INIT_RAM_28, \
    INIT_RAM_27, INIT_RAM_26, INIT_RAM_25, INIT_RAM_24, INIT_RAM_23, INIT_RAM_22, INIT_RAM_21, INIT_RAM_20, \
    INIT_RAM_1F, INIT_RAM_1E, INIT_RAM_1D, INIT_RAM_1C, INIT_RAM_1B, INIT_RAM_1A, INIT_RAM_19, INIT_RAM_18, \
    INIT_RAM_17, INIT_RAM_16, INIT_RAM_15, INIT_RAM_14, INIT_RAM_13, INIT_RAM_12, INIT_RAM_11, INIT_RAM_10, \
    INIT_RAM_0F, INIT_RAM_0E, INIT_RAM_0D, INIT_RAM_0C, INIT_RAM_0B, INIT_RAM_0A, INIT_RAM_09, INIT_RAM_08, \
    INIT_RAM_07, INIT_RAM_06, INIT_RAM_05, INIT_RAM_04, INIT_RAM_03, INIT_RAM_02, INIT_RAM_01, INIT_RAM_00 \
    }
`define NINES(width) (width / 8 * 9 + width % 8)
`define SPREAD(data) {1'b0, data[31:24], 1'b0, data[23:16], 1'b0, data[15:8], 1'b0, data[7:0]}
`define GATHERED(data) {data[34:27], data[25:18], data[16:9], data[7:0]}
`define MODE(number) (number == 1 ? "new" : number == 2 ? "old" : "hold")
`define WITHOUT(some) generate if (some) begin : refused WITHOUT_A_MODEL here (); end endgenerate

module SPX9 #(
    parameter BIT_WIDTH = 36, READ_MODE = 0, WRITE_MODE = 0, BLK_SEL = 0, RESET_MODE = "SYNC",
    parameter [287:0] `ROWS
) (
    output [35:0] DO, input [35:0] DI, input [2:0] BLKSEL, input [13:0] AD, input WRE, CLK, CE, OCE, RESET
);
`WITHOUT(READ_MODE != 0 || BLK_SEL != 0)
wire [35:0] q;
assign DO = q;
block_memory #(
    .WIDTH_A(BIT_WIDTH), .MODE_A(`MODE(WRITE_MODE)), .RESET(RESET_MODE), .ROW(288), .INIT(`CONTENTS)
) memory (
    .clk_a(CLK), .enable_a(CE), .write_a(WRE), .reset_a(RESET), .bytes_a(AD[3:0]), .place_a(AD),
    .data_a(DI), .q_a(q),
    .clk_b(CLK), .enable_b(1'b0), .write_b(1'b0), .reset_b(1'b0), .bytes_b(4'd0), .place_b(14'd0), .data_b(36'd0)
);
endmodule

module SP #(
    parameter BIT_WIDTH = 32, READ_MODE = 0, WRITE_MODE = 0, BLK_SEL = 0, RESET_MODE = "SYNC",
    parameter [255:0] `ROWS
) (
    output [31:0] DO, input [31:0] DI, input [2:0] BLKSEL, input [13:0] AD, input WRE, CLK, CE, OCE, RESET
);
`WITHOUT(READ_MODE != 0 || BLK_SEL != 0)
wire [35:0] q;
assign DO = `GATHERED(q);
block_memory #(
    .WIDTH_A(`NINES(BIT_WIDTH)), .MODE_A(`MODE(WRITE_MODE)), .RESET(RESET_MODE), .ROW(256), .INIT(`CONTENTS)
) memory (
    .clk_a(CLK), .enable_a(CE), .write_a(WRE), .reset_a(RESET), .bytes_a(AD[3:0]), .place_a(AD),
    .data_a(`SPREAD(DI)), .q_a(q),
    .clk_b(CLK), .enable_b(1'b0), .write_b(1'b0), .reset_b(1'b0), .bytes_b(4'd0), .place_b(14'd0), .data_b(36'd0)
);
endmodule

module SDPX9B #(
    parameter BIT_WIDTH_0 = 36, BIT_WIDTH_1 = 36, READ_MODE = 0, BLK_SEL_0 = 0, BLK_SEL_1 = 0, RESET_MODE = "SYNC",
    parameter [287:0] `ROWS
) (
    input CLKA, CEA, RESETA, input [2:0] BLKSELA, input [13:0] ADA, input [35:0] DI,
    input CLKB, CEB, RESETB, OCE, input [2:0] BLKSELB, input [13:0] ADB, output [35:0] DO
);
`WITHOUT(READ_MODE != 0 || BLK_SEL_0 != 0 || BLK_SEL_1 != 0)
wire [35:0] q;
assign DO = q;
block_memory #(
    .WIDTH_A(BIT_WIDTH_0), .WIDTH_B(BIT_WIDTH_1), .RESET(RESET_MODE), .ROW(288), .INIT(`CONTENTS)
) memory (
    .clk_a(CLKA), .enable_a(CEA), .write_a(1'b1), .reset_a(RESETA), .bytes_a(ADA[3:0]), .place_a(ADA),
    .data_a(DI),
    .clk_b(CLKB), .enable_b(CEB), .write_b(1'b0), .reset_b(RESETB), .bytes_b(4'd0), .place_b(ADB), .data_b(36'd0),
    .q_b(q)
);
endmodule

module SDPB #(
    parameter BIT_WIDTH_0 = 32, BIT_WIDTH_1 = 32, READ_MODE = 0, BLK_SEL_0 = 0, BLK_SEL_1 = 0, RESET_MODE = "SYNC",
    parameter [255:0] `ROWS
) (
    input CLKA, CEA, RESETA, input [2:0] BLKSELA, input [13:0] ADA, input [31:0] DI,
    input CLKB, CEB, RESETB, OCE, input [2:0] BLKSELB, input [13:0] ADB, output [31:0] DO
);
`WITHOUT(READ_MODE != 0 || BLK_SEL_0 != 0 || BLK_SEL_1 != 0)
wire [35:0] q;
assign DO = `GATHERED(q);
block_memory #(
    .WIDTH_A(`NINES(BIT_WIDTH_0)), .WIDTH_B(`NINES(BIT_WIDTH_1)),
    .RESET(RESET_MODE), .ROW(256), .INIT(`CONTENTS)
) memory (
    .clk_a(CLKA), .enable_a(CEA), .write_a(1'b1), .reset_a(RESETA), .bytes_a(ADA[3:0]), .place_a(ADA),
    .data_a(`SPREAD(DI)),
    .clk_b(CLKB), .enable_b(CEB), .write_b(1'b0), .reset_b(RESETB), .bytes_b(4'd0), .place_b(ADB), .data_b(36'd0),
    .q_b(q)
);
endmodule

module DPX9B #(
    parameter BIT_WIDTH_0 = 18, BIT_WIDTH_1 = 18, READ_MODE0 = 0, READ_MODE1 = 0, WRITE_MODE0 = 0, WRITE_MODE1 = 0,
    BLK_SEL_0 = 0, BLK_SEL_1 = 0, RESET_MODE = "SYNC",
    parameter [287:0] `ROWS
) (
    input CLKA, CEA, RESETA, OCEA, WREA, input [2:0] BLKSELA, input [13:0] ADA, input [17:0] DIA, output [17:0] DOA,
    input CLKB, CEB, RESETB, OCEB, WREB, input [2:0] BLKSELB, input [13:0] ADB, input [17:0] DIB, output [17:0] DOB
);
`WITHOUT(READ_MODE0 != 0 || READ_MODE1 != 0 || BLK_SEL_0 != 0 || BLK_SEL_1 != 0)
wire [35:0] qa, qb;
assign DOA = qa[17:0];
assign DOB = qb[17:0];
block_memory #(
    .WIDTH_A(BIT_WIDTH_0), .WIDTH_B(BIT_WIDTH_1), .MODE_A(`MODE(WRITE_MODE0)), .MODE_B(`MODE(WRITE_MODE1)),
    .RESET(RESET_MODE), .ROW(288), .INIT(`CONTENTS)
) memory (
    .clk_a(CLKA), .enable_a(CEA), .write_a(WREA), .reset_a(RESETA), .bytes_a(ADA[3:0]), .place_a(ADA),
    .data_a({18'd0, DIA}), .q_a(qa),
    .clk_b(CLKB), .enable_b(CEB), .write_b(WREB), .reset_b(RESETB), .bytes_b(ADB[3:0]), .place_b(ADB),
    .data_b({18'd0, DIB}), .q_b(qb)
);
endmodule

module DPB #(
    parameter BIT_WIDTH_0 = 16, BIT_WIDTH_1 = 16, READ_MODE0 = 0, READ_MODE1 = 0, WRITE_MODE0 = 0, WRITE_MODE1 = 0,
    BLK_SEL_0 = 0, BLK_SEL_1 = 0, RESET_MODE = "SYNC",
    parameter [255:0] `ROWS
) (
    input CLKA, CEA, RESETA, OCEA, WREA, input [2:0] BLKSELA, input [13:0] ADA, input [15:0] DIA, output [15:0] DOA,
    input CLKB, CEB, RESETB, OCEB, WREB, input [2:0] BLKSELB, input [13:0] ADB, input [15:0] DIB, output [15:0] DOB
);
`WITHOUT(READ_MODE0 != 0 || READ_MODE1 != 0 || BLK_SEL_0 != 0 || BLK_SEL_1 != 0)
wire [35:0] qa, qb;
assign DOA = {qa[16:9], qa[7:0]};
assign DOB = {qb[16:9], qb[7:0]};
block_memory #(
    .WIDTH_A(`NINES(BIT_WIDTH_0)), .WIDTH_B(`NINES(BIT_WIDTH_1)), .MODE_A(`MODE(WRITE_MODE0)), .MODE_B(`MODE(WRITE_MODE1)),
    .RESET(RESET_MODE), .ROW(256), .INIT(`CONTENTS)
) memory (
    .clk_a(CLKA), .enable_a(CEA), .write_a(WREA), .reset_a(RESETA), .bytes_a(ADA[3:0]), .place_a(ADA),
    .data_a({19'd0, DIA[15:8], 1'b0, DIA[7:0]}), .q_a(qa),
    .clk_b(CLKB), .enable_b(CEB), .write_b(WREB), .reset_b(RESETB), .bytes_b(ADB[3:0]), .place_b(ADB),
    .data_b({19'd0, DIB[15:8], 1'b0, DIB[7:0]}), .q_b(qb)
);
endmodule
