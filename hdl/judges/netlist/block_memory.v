// A block memory of an FPGA: words of WORD bits, two ports, one register behind each. ECP5, Gowin and Xilinx have it.
//
// An address names a bit among the lower 8 of every 9; a port of 2, 4, 9, 18, 36 or 72 bits leaves out its lowest digits.
// `bytes` says which 9 bits a port of 18 and more writes. What a port shows while it writes: "hold" what it showed before,
// "new" what it writes, "old" what was there. A reset acts in spite of `enable` ("SYNC"), only with it ("GATED"), or at
// once ("ASYNC").

module block_memory #(
    parameter PLACE = 14, WORD = 36, WIDTH_A = 36, WIDTH_B = 36, MODE_A = "hold", MODE_B = "hold", RESET = "SYNC",
    // the contents, ROW bits for 32 nines: 320 are 18 in every 20, 288 nines alone, 256 only eights, with NINTHS apart
    parameter ROW = 288,
    parameter [(ROW << (PLACE - 8))-1:0] INIT = 0,
    parameter [(32 << (PLACE - 8))-1:0] NINTHS = 0
) (
    input clk_a, enable_a, write_a, reset_a, input [WORD/9-1:0] bytes_a, input [PLACE-1:0] place_a,
    input [WORD-1:0] data_a, output [WORD-1:0] q_a,
    input clk_b, enable_b, write_b, reset_b, input [WORD/9-1:0] bytes_b, input [PLACE-1:0] place_b,
    input [WORD-1:0] data_b, output [WORD-1:0] q_b
);

localparam LOW = WORD == 72 ? 6 : 5;
localparam NINES = WORD / 9;

reg [WORD-1:0] words [0:(1 << (PLACE - LOW)) - 1];
wire [WORD-1:0] held_a = words[place_a[PLACE-1:LOW]];
wire [WORD-1:0] held_b = words[place_b[PLACE-1:LOW]];
wire [WORD-1:0] mask_a, mask_b, spread_a, spread_b;

block_memory_port #(LOW, WORD, WIDTH_A, MODE_A, RESET) a (
    clk_a, enable_a, write_a, reset_a, bytes_a, place_a[LOW-1:0], data_a, held_a, mask_a, spread_a, q_a
);
block_memory_port #(LOW, WORD, WIDTH_B, MODE_B, RESET) b (
    clk_b, enable_b, write_b, reset_b, bytes_b, place_b[LOW-1:0], data_b, held_b, mask_b, spread_b, q_b
);

localparam STEP_A = WIDTH_A < 9 ? 1 : 9;  // bits that are written together
localparam STEP_B = WIDTH_B < 9 ? 1 : 9;
genvar k;
generate
    for (k = 0; k < WORD; k = k + STEP_A) begin : writes_a
        always @(posedge clk_a)
            if (mask_a[k])
                words[place_a[PLACE-1:LOW]][k +: STEP_A] <= spread_a[k +: STEP_A];
    end
    for (k = 0; k < WORD; k = k + STEP_B) begin : writes_b
        always @(posedge clk_b)
            if (mask_b[k])
                words[place_b[PLACE-1:LOW]][k +: STEP_B] <= spread_b[k +: STEP_B];
    end
    for (k = 0; k < 1 << (PLACE - 8); k = k + 1) begin : contents  // written out, which Yosys is quicker with
        localparam [319:0] A = INIT[ROW * k +: ROW];
        localparam [31:0] B = NINTHS[32 * k +: 32];
        localparam [287:0] NINE = ROW == 288 ? A : ROW == 320 ? {
            A[300 +: 18], A[280 +: 18], A[260 +: 18], A[240 +: 18], A[220 +: 18], A[200 +: 18], A[180 +: 18], A[160
            +: 18], A[140 +: 18], A[120 +: 18], A[100 +: 18], A[80 +: 18], A[60 +: 18], A[40 +: 18], A[20 +: 18],
            A[0 +: 18]
        } : {
            B[31], A[248 +: 8], B[30], A[240 +: 8], B[29], A[232 +: 8], B[28], A[224 +: 8], B[27], A[216 +: 8],
            B[26], A[208 +: 8], B[25], A[200 +: 8], B[24], A[192 +: 8], B[23], A[184 +: 8], B[22], A[176 +: 8],
            B[21], A[168 +: 8], B[20], A[160 +: 8], B[19], A[152 +: 8], B[18], A[144 +: 8], B[17], A[136 +: 8],
            B[16], A[128 +: 8], B[15], A[120 +: 8], B[14], A[112 +: 8], B[13], A[104 +: 8], B[12], A[96 +: 8],
            B[11], A[88 +: 8], B[10], A[80 +: 8], B[9], A[72 +: 8], B[8], A[64 +: 8], B[7], A[56 +: 8], B[6], A[48
            +: 8], B[5], A[40 +: 8], B[4], A[32 +: 8], B[3], A[24 +: 8], B[2], A[16 +: 8], B[1], A[8 +: 8], B[0],
            A[0 +: 8]
        };
        integer i;
        initial
            for (i = 0; i < 32; i = i + NINES)
                words[(32 * k + i) / NINES] = NINE[9 * i +: WORD];
    end
endgenerate

endmodule

// One port: which bits of its word it writes, with what, and the register behind what it reads.
module block_memory_port #(
    parameter LOW = 5, WORD = 36, WIDTH = 36, MODE = "hold", RESET = "SYNC"
) (
    input clk, enable, write, reset, input [WORD/9-1:0] bytes, input [LOW-1:0] inside, input [WORD-1:0] data, held,
    output [WORD-1:0] mask, spread, output reg [WORD-1:0] q
);

localparam NINES = WIDTH < 9 ? 1 : WIDTH / 9;
wire [LOW-1:0] nine = inside >> 3 & ~(NINES - 1);
wire [LOW-1:0] digit = WIDTH < 9 ? inside[2:0] & ~(WIDTH - 1) : 0;
wire [7:0] offset = 9 * nine + digit;

wire [WORD-1:0] ones = {WORD{1'b1}} >> (WORD - WIDTH);
wire [WORD-1:0] chosen;
genvar k;
generate
    for (k = 0; k < WORD / 9; k = k + 1) begin : each
        assign chosen[9 * k +: 9] = {9{WIDTH < 18 || bytes[k]}};
    end
endgenerate
assign mask = enable && write ? (ones & chosen) << offset : 0;
assign spread = (data & ones) << offset;

wire [WORD-1:0] next = ((MODE == "new" ? held & ~mask | spread & mask : held) >> offset) & ones;
wire take = enable && !(write && MODE == "hold");
generate
    if (RESET == "ASYNC") begin : at_once
        always @(posedge clk, posedge reset)
            if (reset) q <= 0;
            else if (take) q <= next;
    end else begin : with_clock
        always @(posedge clk)
            if (reset && (enable || RESET == "SYNC")) q <= 0;
            else if (take) q <= next;
    end
endgenerate

endmodule
