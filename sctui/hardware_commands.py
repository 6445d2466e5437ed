"""The commands on the way from a model to an FPGA, as rows of the command table.

Their options are the fields of the operations behind them (`hdl.rtl.CompileRequest` and its like), said here again so
that the table can be read without numpy; a test holds the two together.
"""

from __future__ import annotations

from sctui.arguments import MODEL_ARGUMENTS, OUTPUTS, Argument, Command

ARCHITECTURES = ("single", "shared", "array")
SIMULATORS = ("auto", "iverilog", "yosys")
FORMS, CODINGS, ENCODERS = ("dataflow", "stochastic"), ("unipolar", "bipolar"), ("lfsr", "sobol")
TARGETS = ("ice40", "ecp5", "gowin", "xilinx")


def _field(name: str, help: str, metavar: str = "N", choices: tuple[str, ...] = ()) -> Argument:
    return Argument((f"--{name}",), help, metavar="" if choices else metavar, choices=choices, group="hardware")


FORMAT = _field("format", "Q8.8 for all ports, a number of bits with the point by range, or auto (16)", "FORMAT")
RATE_ERROR = _field("rate-error", "largest relative error of the rate that auto takes (0.01)", "X")
COINCIDENCE = _field("coincidence", "least coincidence factor of the spikes that auto takes (0.95)", "X")
FORMATS = (FORMAT, RATE_ERROR, COINCIDENCE)
ARCH = _field("arch", "a step a clock, one multiplier for all, or many neurons (single)", choices=ARCHITECTURES)
SHARED = ARCH._replace(help=ARCH.help.replace("(single)", "(shared)"))  # the default of what needs an FPGA's tools
GUARD = _field("guard", "bits behind the port's last, kept inside, at least (8 to 20, as the spikes need)")
SEGMENTS = _field("segments", "segments of a table, at most (512 to 4096, as the spikes need)")
OPERANDS = _field("operands", "bits of a multiplier's operands, at least (16 to 32, as the spikes need)")
INSIDE = (GUARD, SEGMENTS, OPERANDS)
NEURONS = _field("neurons", "neurons of an array (16)")
REGISTERS = _field("registers", "parameters that stay writable: tau,R", "NAMES")
NO_CACHE = Argument(
    ("--no-cache",), "do not use the result of an earlier run with the same text and tool", "flag", group="hardware"
)
NAME = _field("name", "name of the module; from the title without one", "NAME")

_MODEL, *_SETTINGS = MODEL_ARGUMENTS
_DESIGN = _MODEL._replace(
    help="a library model, an .ode file, a Verilog file (.v), or - for an .ode text", complete="design"
)
_TOP = _field("top", "the module on top of a Verilog file that has several", "NAME")
SETTINGS = tuple(_SETTINGS)
JSON = next(item for item in OUTPUTS if item.key == "json")

RTL = Command(
    "rtl",
    "a model as Verilog, with testbench, vectors and a report",
    "sctui.commands.rtl",
    (
        _MODEL,
        Argument(
            ("-o", "--output"), "write the files into this folder; without it the module is printed", metavar="DIR",
            complete="folder", group="output",
        ),
        Argument(("--force",), "overwrite files that sctui did not write", "flag", group="output"),
        Argument(("--report",), "print the report instead of the module", "flag", group="output"),
        JSON,
        *FORMATS, ARCH, *INSIDE, NEURONS, REGISTERS, NAME,
        *SETTINGS,
    ),
    (
        ("sctui rtl lif -o build/lif --format Q8.8 --arch shared", "the files and a report"),
        ("sctui rtl izhikevich --format auto --report", "the narrowest format that keeps the spikes"),
        ("sctui rtl my.ode --registers tau,R | less", "with two parameters that can be written"),
    ),
)  # fmt: skip

SYNTH = Command(
    "synth",
    "what a model or a Verilog file needs of an FPGA, by Yosys",
    "sctui.commands.synth",
    (
        _DESIGN,
        _field("target", "device (ice40)", choices=TARGETS),
        Argument(("--all",), "all four devices, side by side", "flag", group="hardware"),
        Argument(("--estimate",), "estimate in a moment, without Yosys", "flag", group="hardware"),
        _TOP,
        _field("timeout", "seconds after which Yosys is stopped, for each device (300)", "S"),
        NO_CACHE,
        *FORMATS, SHARED, *INSIDE, NEURONS,
        *SETTINGS,
        *OUTPUTS,
    ),
    (
        ("sctui synth lif --target ecp5", "LUTs, flip-flops, multipliers, memories"),
        ("sctui synth izhikevich --all --format Q8.8", "four devices"),
        ("sctui synth lif --view estimate --plot", "what was found beside its estimate"),
        ("sctui synth build/lif/leaky_integrate_and_fire.v", "a file of your own"),
    ),
)  # fmt: skip

PRECISION = Command(
    "precision",
    "float64 beside the bit-true run of the circuit",
    "sctui.commands.precision",
    (_MODEL, *FORMATS, *INSIDE, *SETTINGS, *OUTPUTS),
    (
        ("sctui precision izhikevich --format Q8.8 --guard 0", "what a bare Q8.8 loses"),
        ("sctui precision adex --format auto", "the narrowest format that keeps the spikes"),
    ),
)
COSIM = Command(
    "cosim",
    "the printed Verilog in a simulator, against the circuit",
    "sctui.commands.cosim",
    (
        _MODEL,
        _field("steps", "steps under each stimulus (2000)"),
        _field("seeds", "random stimuli beside the model's own (1)"),
        _field("tool", "simulator: iverilog, or the netlist that Yosys reads (auto)", choices=SIMULATORS),
        REGISTERS,
        *FORMATS, ARCH, *INSIDE, NEURONS,
        *SETTINGS,
        *OUTPUTS,
    ),
    (("sctui cosim adex --arch shared --seeds 3", "every register after every step"),),
)  # fmt: skip

PNR = Command(
    "pnr",
    "clock frequency and slowest path of a model or a Verilog file, by nextpnr",
    "sctui.commands.pnr",
    (
        _DESIGN,
        _field("target", "device (ice40)", choices=TARGETS),
        _TOP,
        _field("seeds", "runs, each from another start (3)"),
        _field("timeout", "seconds after which a tool is stopped, for each run (300)", "S"),
        NO_CACHE,
        *FORMATS, SHARED, *INSIDE, NEURONS,
        *SETTINGS,
        *OUTPUTS,
    ),
    (
        ("sctui pnr lif --target ecp5", "median of three runs"),
        ("sctui pnr izhikevich --seeds 5 --view fmax --plot", "how far the runs are apart"),
        ("sctui pnr build/lif/leaky_integrate_and_fire.v", "a file of your own"),
    ),
)  # fmt: skip

IR = Command(
    "ir",
    "a model in an intermediate form; or such a text, verified, printed, simulated",
    "sctui.commands.ir",
    (
        _MODEL._replace(
            help="a library model, an .ode file, a text in a form, or - for such a text", complete="file",
        ),
        _field("form", "dataflow: the integer circuit; stochastic: streams of bits (dataflow)", choices=FORMS),
        _field("name", "name of the circuit; from the title without one", "NAME"),
        Argument(("--emit",), "print its Verilog instead", "flag", group="hardware"),
        Argument(("--cosim",), "simulate its Verilog against its bit-true run", "flag", group="hardware"),
        Argument(("--report",), "print what it is made of instead", "flag", group="output"),
        Argument(
            ("-o", "--output"), "with --emit, write the files into this folder", metavar="DIR", complete="folder",
            group="output",
        ),
        Argument(("--force",), "overwrite files that sctui did not write", "flag", group="output"),
        JSON,
        *(one._replace(help=f"dataflow: {one.help}") for one in FORMATS),
        ARCH._replace(help="with --emit and --cosim, dataflow of a model: architecture (single)"),
        NEURONS._replace(help="with --emit and --cosim, dataflow of a model: neurons of an array (16)"),
        *(one._replace(help=f"dataflow: {one.help}") for one in INSIDE),
        _field("encoder", "stochastic: what draws the bits (sobol)", choices=ENCODERS),
        _field("coding", "stochastic: what a stream stands for (unipolar)", choices=CODINGS),
        _field("length", "stochastic: bits of a stream, a power of two (256)"),
        _field("ir-width", "stochastic: bits of the random values (16)"),
        _field("bits", "stochastic: bits of the potential (24)"),
        _field("steps", "with --cosim: steps under each stimulus (200)"),
        _field("seeds", "with --cosim: random stimuli beside the model's own (1)"),
        _field("tool", "with --cosim: simulator: iverilog, or the netlist that Yosys reads (auto)", choices=SIMULATORS),
        *SETTINGS,
    ),
    (
        ("sctui ir lif > lif.ir", "the dataflow as text"),
        ("sctui ir lif.ir", "is it well formed?"),
        ("sctui ir lif.ir --emit", "its Verilog"),
        ("sctui ir lif --form stochastic --length 1024 --report", "as streams of bits"),
    ),
)  # fmt: skip

HARDWARE_COMMANDS = (RTL, PRECISION, COSIM, IR, SYNTH, PNR)
