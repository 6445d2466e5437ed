// The block memories of Xilinx' series 7 as Yosys' mapping uses them, for which its own library has no model.
//
// In mode SDP port A reads and port B writes, each with the data of both. There is no second register, no cascade, no
// inverted clock, no port that reads in another width than it writes, and a reset gives 0; a cell with another one of
// these asks for the cell WITHOUT_A_MODEL, which is nowhere.

`define ROWS \
    INIT_00 = 0, INIT_01 = 0, INIT_02 = 0, INIT_03 = 0, INIT_04 = 0, \
    INIT_05 = 0, INIT_06 = 0, INIT_07 = 0, INIT_08 = 0, INIT_09 = 0, \
    INIT_0A = 0, INIT_0B = 0, INIT_0C = 0, INIT_0D = 0, INIT_0E = 0, \
    INIT_0F = 0, INIT_10 = 0, INIT_11 = 0, INIT_12 = 0, INIT_13 = 0, \
    INIT_14 = 0, INIT_15 = 0, INIT_16 = 0, INIT_17 = 0, INIT_18 = 0, \
    INIT_19 = 0, INIT_1A = 0, INIT_1B = 0, INIT_1C = 0, INIT_1D = 0, \
    INIT_1E = 0, INIT_1F = 0, INIT_20 = 0, INIT_21 = 0, INIT_22 = 0, \
    INIT_23 = 0, INIT_24 = 0, INIT_25 = 0, INIT_26 = 0, INIT_27 = 0, \
    INIT_28 = 0, INIT_29 = 0, INIT_2A = 0, INIT_2B = 0, INIT_2C = 0, \
    INIT_2D = 0, INIT_2E = 0, INIT_2F = 0, INIT_30 = 0, INIT_31 = 0, \
    INIT_32 = 0, INIT_33 = 0, INIT_34 = 0, INIT_35 = 0, INIT_36 = 0, \
    INIT_37 = 0, INIT_38 = 0, INIT_39 = 0, INIT_3A = 0, INIT_3B = 0, \
    INIT_3C = 0, INIT_3D = 0, INIT_3E = 0, INIT_3F = 0
`define UPPER_ROWS \
    INIT_40 = 0, INIT_41 = 0, INIT_42 = 0, INIT_43 = 0, INIT_44 = 0, \
    INIT_45 = 0, INIT_46 = 0, INIT_47 = 0, INIT_48 = 0, INIT_49 = 0, \
    INIT_4A = 0, INIT_4B = 0, INIT_4C = 0, INIT_4D = 0, INIT_4E = 0, \
    INIT_4F = 0, INIT_50 = 0, INIT_51 = 0, INIT_52 = 0, INIT_53 = 0, \
    INIT_54 = 0, INIT_55 = 0, INIT_56 = 0, INIT_57 = 0, INIT_58 = 0, \
    INIT_59 = 0, INIT_5A = 0, INIT_5B = 0, INIT_5C = 0, INIT_5D = 0, \
    INIT_5E = 0, INIT_5F = 0, INIT_60 = 0, INIT_61 = 0, INIT_62 = 0, \
    INIT_63 = 0, INIT_64 = 0, INIT_65 = 0, INIT_66 = 0, INIT_67 = 0, \
    INIT_68 = 0, INIT_69 = 0, INIT_6A = 0, INIT_6B = 0, INIT_6C = 0, \
    INIT_6D = 0, INIT_6E = 0, INIT_6F = 0, INIT_70 = 0, INIT_71 = 0, \
    INIT_72 = 0, INIT_73 = 0, INIT_74 = 0, INIT_75 = 0, INIT_76 = 0, \
    INIT_77 = 0, INIT_78 = 0, INIT_79 = 0, INIT_7A = 0, INIT_7B = 0, \
    INIT_7C = 0, INIT_7D = 0, INIT_7E = 0, INIT_7F = 0
`define NINTHS INITP_00 = 0, INITP_01 = 0, INITP_02 = 0, INITP_03 = 0, INITP_04 = 0, INITP_05 = 0, INITP_06 = 0, INITP_07 = 0
`define UPPER_NINTHS INITP_08 = 0, INITP_09 = 0, INITP_0A = 0, INITP_0B = 0, INITP_0C = 0, INITP_0D = 0, INITP_0E = 0, INITP_0F = 0
`define MODES \
    localparam TOGETHER = RAM_MODE == "SDP"; \
    localparam WIDTH_A = READ_WIDTH_A ? READ_WIDTH_A : WRITE_WIDTH_A ? WRITE_WIDTH_A : 36; \
    localparam WIDTH_B = WRITE_WIDTH_B ? WRITE_WIDTH_B : READ_WIDTH_B ? READ_WIDTH_B : 36; \
    localparam MODE_A = WRITE_MODE_A == "WRITE_FIRST" ? "new" : WRITE_MODE_A == "READ_FIRST" ? "old" : "hold"; \
    localparam MODE_B = WRITE_MODE_B == "WRITE_FIRST" ? "new" : WRITE_MODE_B == "READ_FIRST" ? "old" : "hold";

module RAMB18E1 #(
    parameter RAM_MODE = "TDP", READ_WIDTH_A = 0, READ_WIDTH_B = 0, WRITE_WIDTH_A = 0, WRITE_WIDTH_B = 0, DOA_REG = 0,
    DOB_REG = 0, WRITE_MODE_A = "WRITE_FIRST", WRITE_MODE_B = "WRITE_FIRST", INIT_A = 0, INIT_B = 0, SRVAL_A = 0,
    SRVAL_B = 0, IS_CLKARDCLK_INVERTED = 0, IS_CLKBWRCLK_INVERTED = 0,
    parameter [255:0] `ROWS, `NINTHS
) (
    input CLKARDCLK, CLKBWRCLK, ENARDEN, ENBWREN, REGCEAREGCE, REGCEB, RSTRAMARSTRAM, RSTRAMB, RSTREGARSTREG, RSTREGB,
    input [13:0] ADDRARDADDR, ADDRBWRADDR, input [15:0] DIADI, DIBDI, input [1:0] DIPADIP, DIPBDIP,
    input [1:0] WEA, input [3:0] WEBWE,
    output [15:0] DOADO, DOBDO, output [1:0] DOPADOP, DOPBDOP
);
`MODES
generate
    if (DOA_REG != 0 || DOB_REG != 0 || SRVAL_A != 0 || SRVAL_B != 0 || IS_CLKARDCLK_INVERTED || IS_CLKBWRCLK_INVERTED
        || READ_WIDTH_A * WRITE_WIDTH_A && READ_WIDTH_A != WRITE_WIDTH_A
        || READ_WIDTH_B * WRITE_WIDTH_B && READ_WIDTH_B != WRITE_WIDTH_B) begin : refused
        WITHOUT_A_MODEL here ();
    end
endgenerate

wire [35:0] qa, qb;
wire [17:0] da = {DIPADIP[1], DIADI[15:8], DIPADIP[0], DIADI[7:0]};
wire [17:0] db = {DIPBDIP[1], DIBDI[15:8], DIPBDIP[0], DIBDI[7:0]};
assign DOADO = {qa[16:9], qa[7:0]};
assign DOPADOP = {qa[17], qa[8]};
assign DOBDO = TOGETHER ? {qa[34:27], qa[25:18]} : {qb[16:9], qb[7:0]};
assign DOPBDOP = TOGETHER ? {qa[35], qa[26]} : {qb[17], qb[8]};

block_memory #(
    .PLACE(14), .WORD(36), .WIDTH_A(WIDTH_A), .WIDTH_B(WIDTH_B), .MODE_A(MODE_A), .MODE_B(MODE_B), .RESET("GATED"),
    .ROW(256), .INIT({
        INIT_3F, INIT_3E, INIT_3D, INIT_3C, INIT_3B, INIT_3A, INIT_39, INIT_38, INIT_37, INIT_36, INIT_35, INIT_34,
        INIT_33, INIT_32, INIT_31, INIT_30, INIT_2F, INIT_2E, INIT_2D, INIT_2C, INIT_2B, INIT_2A, INIT_29, INIT_28,
        INIT_27, INIT_26, INIT_25, INIT_24, INIT_23, INIT_22, INIT_21, INIT_20, INIT_1F, INIT_1E, INIT_1D, INIT_1C,
        INIT_1B, INIT_1A, INIT_19, INIT_18, INIT_17, INIT_16, INIT_15, INIT_14, INIT_13, INIT_12, INIT_11, INIT_10,
        INIT_0F, INIT_0E, INIT_0D, INIT_0C, INIT_0B, INIT_0A, INIT_09, INIT_08, INIT_07, INIT_06, INIT_05, INIT_04,
        INIT_03, INIT_02, INIT_01, INIT_00
    }), .NINTHS({
        INITP_07, INITP_06, INITP_05, INITP_04, INITP_03, INITP_02, INITP_01, INITP_00
    })
) memory (
    .clk_a(CLKARDCLK), .enable_a(ENARDEN), .write_a(|WEA && !TOGETHER), .reset_a(RSTRAMARSTRAM),
    .bytes_a({2'd0, WEA}), .place_a(ADDRARDADDR[13:0]), .data_a({18'd0, da}), .q_a(qa),
    .clk_b(CLKBWRCLK), .enable_b(ENBWREN), .write_b(|WEBWE), .reset_b(RSTRAMB), .bytes_b(WEBWE),
    .place_b(ADDRBWRADDR[13:0]), .data_b(WIDTH_B == 36 ? {db, da} : {18'd0, db}), .q_b(qb)
);
endmodule

module RAMB36E1 #(
    parameter RAM_MODE = "TDP", READ_WIDTH_A = 0, READ_WIDTH_B = 0, WRITE_WIDTH_A = 0, WRITE_WIDTH_B = 0, DOA_REG = 0,
    DOB_REG = 0, WRITE_MODE_A = "WRITE_FIRST", WRITE_MODE_B = "WRITE_FIRST", INIT_A = 0, INIT_B = 0, SRVAL_A = 0,
    SRVAL_B = 0, IS_CLKARDCLK_INVERTED = 0, IS_CLKBWRCLK_INVERTED = 0, RAM_EXTENSION_A = "NONE", RAM_EXTENSION_B = "NONE",
    parameter [255:0] `ROWS, `UPPER_ROWS, `NINTHS, `UPPER_NINTHS
) (
    input CLKARDCLK, CLKBWRCLK, ENARDEN, ENBWREN, REGCEAREGCE, REGCEB, RSTRAMARSTRAM, RSTRAMB, RSTREGARSTREG, RSTREGB,
    input CASCADEINA, CASCADEINB, INJECTDBITERR, INJECTSBITERR,
    input [15:0] ADDRARDADDR, ADDRBWRADDR, input [31:0] DIADI, DIBDI, input [3:0] DIPADIP, DIPBDIP,
    input [3:0] WEA, input [7:0] WEBWE,
    output [31:0] DOADO, DOBDO, output [3:0] DOPADOP, DOPBDOP
);
`MODES
generate
    if (DOA_REG != 0 || DOB_REG != 0 || SRVAL_A != 0 || SRVAL_B != 0 || IS_CLKARDCLK_INVERTED || IS_CLKBWRCLK_INVERTED
        || READ_WIDTH_A * WRITE_WIDTH_A && READ_WIDTH_A != WRITE_WIDTH_A
        || READ_WIDTH_B * WRITE_WIDTH_B && READ_WIDTH_B != WRITE_WIDTH_B
        || RAM_EXTENSION_A != "NONE" || RAM_EXTENSION_B != "NONE") begin : refused
        WITHOUT_A_MODEL here ();
    end
endgenerate

wire [71:0] qa, qb;
wire [35:0] da = {DIPADIP[3], DIADI[31:24], DIPADIP[2], DIADI[23:16], DIPADIP[1], DIADI[15:8], DIPADIP[0],
    DIADI[7:0]};
wire [35:0] db = {DIPBDIP[3], DIBDI[31:24], DIPBDIP[2], DIBDI[23:16], DIPBDIP[1], DIBDI[15:8], DIPBDIP[0],
    DIBDI[7:0]};
assign DOADO = {qa[34:27], qa[25:18], qa[16:9], qa[7:0]};
assign DOPADOP = {qa[35], qa[26], qa[17], qa[8]};
assign DOBDO = TOGETHER ? {qa[70:63], qa[61:54], qa[52:45], qa[43:36]} : {qb[34:27], qb[25:18], qb[16:9], qb[7:0]};
assign DOPBDOP = TOGETHER ? {qa[71], qa[62], qa[53], qa[44]} : {qb[35], qb[26], qb[17], qb[8]};

block_memory #(
    .PLACE(15), .WORD(72), .WIDTH_A(WIDTH_A), .WIDTH_B(WIDTH_B), .MODE_A(MODE_A), .MODE_B(MODE_B), .RESET("GATED"),
    .ROW(256), .INIT({
        INIT_7F, INIT_7E, INIT_7D, INIT_7C, INIT_7B, INIT_7A, INIT_79, INIT_78, INIT_77, INIT_76, INIT_75, INIT_74,
        INIT_73, INIT_72, INIT_71, INIT_70, INIT_6F, INIT_6E, INIT_6D, INIT_6C, INIT_6B, INIT_6A, INIT_69, INIT_68,
        INIT_67, INIT_66, INIT_65, INIT_64, INIT_63, INIT_62, INIT_61, INIT_60, INIT_5F, INIT_5E, INIT_5D, INIT_5C,
        INIT_5B, INIT_5A, INIT_59, INIT_58, INIT_57, INIT_56, INIT_55, INIT_54, INIT_53, INIT_52, INIT_51, INIT_50,
        INIT_4F, INIT_4E, INIT_4D, INIT_4C, INIT_4B, INIT_4A, INIT_49, INIT_48, INIT_47, INIT_46, INIT_45, INIT_44,
        INIT_43, INIT_42, INIT_41, INIT_40, INIT_3F, INIT_3E, INIT_3D, INIT_3C, INIT_3B, INIT_3A, INIT_39, INIT_38,
        INIT_37, INIT_36, INIT_35, INIT_34, INIT_33, INIT_32, INIT_31, INIT_30, INIT_2F, INIT_2E, INIT_2D, INIT_2C,
        INIT_2B, INIT_2A, INIT_29, INIT_28, INIT_27, INIT_26, INIT_25, INIT_24, INIT_23, INIT_22, INIT_21, INIT_20,
        INIT_1F, INIT_1E, INIT_1D, INIT_1C, INIT_1B, INIT_1A, INIT_19, INIT_18, INIT_17, INIT_16, INIT_15, INIT_14,
        INIT_13, INIT_12, INIT_11, INIT_10, INIT_0F, INIT_0E, INIT_0D, INIT_0C, INIT_0B, INIT_0A, INIT_09, INIT_08,
        INIT_07, INIT_06, INIT_05, INIT_04, INIT_03, INIT_02, INIT_01, INIT_00
    }), .NINTHS({
        INITP_0F, INITP_0E, INITP_0D, INITP_0C, INITP_0B, INITP_0A, INITP_09, INITP_08, INITP_07, INITP_06,
        INITP_05, INITP_04, INITP_03, INITP_02, INITP_01, INITP_00
    })
) memory (
    .clk_a(CLKARDCLK), .enable_a(ENARDEN), .write_a(|WEA && !TOGETHER), .reset_a(RSTRAMARSTRAM),
    .bytes_a({4'd0, WEA}), .place_a(ADDRARDADDR[14:0]), .data_a({36'd0, da}), .q_a(qa),
    .clk_b(CLKBWRCLK), .enable_b(ENBWREN), .write_b(|WEBWE), .reset_b(RSTRAMB), .bytes_b(WEBWE),
    .place_b(ADDRBWRADDR[14:0]), .data_b(WIDTH_B == 72 ? {db, da} : {36'd0, db}), .q_b(qb)
);
endmodule
