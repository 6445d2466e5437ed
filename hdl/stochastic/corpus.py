"""A good stochastic graph, and what makes it a bad one: every fault that the verifier has to refuse.

`python -m hdl.stochastic.survey` and the tests put each of them to it.
"""

from __future__ import annotations

from hdl.stochastic.text import Problem
from hdl.stochastic.verify import verify

GOOD = """stochastic synapse
# two inputs, one neuron
#
%0 = input port=x low=0 high=4096 point=12 : number 0..4096 .12 ; x
%1 = input port=y low=0 high=4096 point=12 : number 0..4096 .12
%2 = encode a=%0 coding=unipolar source=lfsr width=12 seed=44 length=64 : unipolar 64
%3 = encode a=%1 coding=unipolar source=sobol width=12 dimension=2 length=64 : unipolar 64
%4 = bitwise_and a=%2 b=%3 : unipolar 64
%5 = popcount a=%4 : number 0..64 .6
%6 = scale a=%5 mantissa=16 shift=8 : number 0..1024 .14
%7 = offset a=%6 value=-100 : number -100..924 .14
%8 = add a=%7 b=%6 : number -100..1948 .14
%9 = lif_step a=%8 point=12 low=-9000 high=9000 leak=3 shift=7 threshold=4095 reset=0 initial=0 refractory=3 hold=1 : neuron
output v %9.v
output spike %9.spike
"""  # noqa: E501

# what is replaced, by what, at which line it is said, and what is said
BAD: dict[str, tuple[str, str, int, str]] = {
    "no heading": ("stochastic synapse", "circuit synapse", 1, "begins with its name"),
    "keyword as a list": ("stochastic synapse", "stochastic 3x", 1, "begins with its name"),
    "unknown node": ("= popcount", "= count", 9, "there is no node 'count'"),
    "missing operand": ("bitwise_and a=%2 b=%3", "bitwise_and a=%2", 8, "bitwise_and is written bitwise_and a= b="),
    "word for a number": ("seed=44 ", "seed=four ", 6, "seed cannot be 'four'"),
    "unknown encoder": ("source=lfsr", "source=dice", 6, "no encoder 'dice', only lfsr and sobol"),
    "unknown type": (": number 0..64 .6", ": integer", 9, "'integer' is no type"),
    "assigned twice": ("%1 = input", "%0 = input", 5, "%0 is assigned a second time"),
    "left out": ("%5 = popcount", "%6 = popcount", 9, "the next node is %5, not %6"),
    "reads itself": ("popcount a=%4", "popcount a=%5", 9, "%5: it reads itself: a graph has no circles"),
    "reads what is later": ("popcount a=%4", "popcount a=%8", 9, "reads %8, which is not before it"),
    "encodes a stream": ("encode a=%1", "encode a=%2", 7, "encode needs a number in %2, which is a stream"),
    "counts a number": ("popcount a=%4", "popcount a=%1", 9, "popcount needs a stream in %1, which is a number"),
    "multiplies a number": ("bitwise_and a=%2 b=%3", "bitwise_and a=%2 b=%1", 8, "needs a stream in %1"),
    "scales a stream": ("scale a=%5", "scale a=%4", 10, "scale needs a number in %4, which is a stream"),
    "drives with a stream": ("lif_step a=%8", "lif_step a=%4", 13, "lif_step needs a number in %4"),
    "type is not its own": (": number 0..64 .6", ": number 0..63 .6", 9, "%5: it is number 0..64 .6, not number 0..63"),
    "coding unknown": ("a=%0 coding=unipolar", "a=%0 coding=ternary", 6, "a stream is unipolar or bipolar"),
    "codings mixed": ("a=%1 coding=unipolar source=sobol width=12 dimension=2 length=64 : unipolar",
                      "a=%1 coding=bipolar source=sobol width=13 dimension=2 length=64 : bipolar",
                      8, "bitwise_and multiplies unipolar streams, and %3 is bipolar"),
    "gate of the other coding": ("bitwise_and", "bitwise_xnor", 8, "multiplies bipolar streams, and %2 is unipolar"),
    "lengths differ": ("dimension=2 length=64 : unipolar 64", "dimension=2 length=128 : unipolar 128",
                       7, "streams of 64 and of 128 bits"),
    "lengths differ at the gate": ("dimension=2 length=64 : unipolar 64", "dimension=2 length=128 : unipolar 128",
                                   8, "%2 has 64 bits and %3 has 128"),
    "length no power of two": ("seed=44 length=64", "seed=44 length=100", 6, "has 2, 4, 8"),
    "length beyond the generator": ("seed=44 length=64", "seed=44 length=8192", 6, "repeats within a stream of 8192"),
    "zero seed": ("seed=44", "seed=0", 6, "an LFSR of seed 0 stays at 0 for ever"),
    "seed too large": ("seed=44", "seed=4096", 6, "does not fit 12 bits"),
    "width too large": ("source=lfsr width=12", "source=lfsr width=99", 6, "a generator has 3 to 24 bits, not 99"),
    "no such dimension": ("dimension=2", "dimension=17", 7, "there are Sobol dimensions 1 to 16, not 17"),
    "equal seeds": ("source=sobol width=12 dimension=2", "source=lfsr width=12 seed=44",
                    8, "both streams come from the LFSR of seed 44"),
    "seeds a clock apart": ("source=sobol width=12 dimension=2", "source=lfsr width=12 seed=88",
                            8, "at seeds 44 and 88, fewer than 12 clocks apart"),
    "a stream times itself": ("bitwise_and a=%2 b=%3", "bitwise_and a=%3 b=%3", 8, "come from Sobol dimension 2"),
    "number above 1": ("high=4096 point=12 : number 0..4096 .12 ; x", "high=4097 point=12 : number 0..4097 .12 ; x",
                       6, "%0 is 0..4097; a unipolar stream holds 0..4096"),
    "number below 0": ("low=0 high=4096 point=12 : number 0..4096 .12 ; x",
                       "low=-1 high=4096 point=12 : number -1..4096 .12 ; x", 6, "a unipolar stream holds 0..4096"),
    "other point": ("high=4096 point=12 : number 0..4096 .12 ; x", "high=4096 point=11 : number 0..4096 .11 ; x",
                    6, "needs a number of point 12, %0 has 11"),
    "empty range": ("low=0 high=4096 point=12 : number 0..4096 .12 ; x",
                    "low=9 high=1 point=12 : number 9..1 .12 ; x", 4, "its range 9 to 1 is empty"),
    "constant too large": ("mantissa=16", f"mantissa={1 << 70}", 10, "needs more than 62 bits and a sign"),
    "offset too large": ("value=-100", f"value={-(1 << 63)}", 11, "needs more than 62 bits and a sign"),
    "points differ": ("add a=%7 b=%6", "add a=%7 b=%5", 12, "%7 has the point 14 and %5 has 6"),
    "point out of reach": ("shift=8", "shift=999", 10, "a binary point has to be from -128 to 128"),
    "leak above 1": ("leak=3 shift=7", "leak=300 shift=7", 13, "a leak is from 0 to 1"),
    "leak of a huge shift": ("leak=3 shift=7", "leak=3 shift=9999999999", 13, "a leak is from 0 to 1"),
    "threshold out of range": ("threshold=4095", "threshold=9000", 13, "nothing can cross it"),
    "reset above the threshold": ("reset=0", "reset=5000", 13, "above the threshold 4095"),
    "initial out of range": ("initial=0", "initial=-9001", 13, "initial is -9001, outside of -9000 to 9000"),
    "refractory time negative": ("refractory=3", "refractory=-1", 13, "a refractory time is 0 to"),
    "hold is no truth value": ("hold=1", "hold=2", 13, "hold is 0 or 1"),
    "input twice": ("port=y", "port=x", 5, "the input x is there twice"),
    "output named as an input": ("output v", "output x", 14, "the name x is there twice"),
    "output twice": ("output spike %9.spike", "output v %9.spike", 15, "the name v is there twice"),
    "output of nothing": ("output v %9.v", "output v %12.v", 14, "shows %12, which is not there"),
    "output of a stream": ("output v %9.v", "output v %4", 14, "count it with popcount first"),
    "output of a whole neuron": ("output v %9.v", "output v %9", 14, "has to show the neuron's .v or .spike"),
    "part of a number": ("output v %9.v", "output v %8.v", 14, "has to show %8, a number, without a part"),
    "no such part": ("%9.spike", "%9.fire", 15, "a neuron has the parts v and spike, not fire"),
    "nothing reads it": ("add a=%7 b=%6 : number -100..1948", "add a=%6 b=%6 : number 0..2048",
                         11, "%7: nothing reads it"),
    "a node under the outputs": ("output spike", "%10 = popcount a=%4 : number 0..64 .6\noutput spike",
                                 15, "nodes stand above the outputs"),
    "hostile name": ("port=x", "port=x;$finish", 4, "port cannot be"),
    "hostile comment": ("# two", "# \u2028two", 2, "plain ASCII text"),
}  # fmt: skip


def refusals() -> dict[str, tuple[tuple[Problem, ...], bool]]:
    """By the name of a fault: what is said of the graph that has it, and whether that is the fault, at its line."""
    found = {}
    for name, (old, new, line, message) in BAD.items():
        said = verify(GOOD.replace(old, new, 1))
        found[name] = said, any(one.line == line and message in one.message for one in said)
    return found
