"""The table of diagnostics: every code, its severity, a title, and an explanation for the curious.

ODE0xx: the text itself (size, characters, numbers). ODE1xx: syntax. ODE2xx and up: meaning.
"""

from __future__ import annotations

from typing import NamedTuple

from kernels.language.diagnostic import Diagnostic, Fix
from kernels.language.limits import MAX_LINE, MAX_LINES, MAX_TEXT, MAX_TOKENS


class Code(NamedTuple):
    """One kind of problem. `severity` is error, warning or hint."""

    code: str
    severity: str
    title: str
    explanation: str


# fmt: off
# Rows of the lexer and the parser (kernels.language.syntax.document and what it calls).
_SYNTAX = (
    Code("ODE001", "error", "Text too long",
         f"A file describes one neuron and may have {MAX_TEXT:,} characters. Nothing of a longer file is analysed."),
    Code("ODE002", "error", "Line too long",
         f"A line, with its continuations, may have {MAX_LINE:,} characters. Name its parts on lines of their own."),
    Code("ODE003", "error", "Too many symbols in one line",
         f"A line may have {MAX_TOKENS:,} numbers, names and operators. Name parts of it on lines of their own."),
    Code("ODE004", "error", "Nested too deeply",
         "Brackets, powers, signs and long chains of operators nest expressions in each other. "
         "Name the inner parts on lines of their own."),
    Code("ODE005", "error", "Unexpected character", "This character has no meaning in the language."),
    Code("ODE006", "error", "Invisible character",
         "Control characters, byte-order marks inside the text and invisible spaces are not allowed."),
    Code("ODE007", "error", "Malformed number",
         "Numbers are written 1, 0.5, .5 or 1e-3: no digit separators, no hexadecimal, one decimal point."),
    Code("ODE008", "error", "Character outside ASCII",
         "Names and operators use ASCII letters, as in Brian 2. Comments may use any character."),
    Code("ODE009", "error", "Too many problems",
         "A line is read up to its eighth problem, a file up to its two-hundredth."),
    Code("ODE010", "error", "XPPAUT file",
         "The file is written in XPPAUT's .ode dialect, which shares the extension but not the language."),
    Code("ODE011", "error", "Text not closed", "A text in quotes has to end on the line on which it begins."),
    Code("ODE012", "error", "Too many lines",
         f"A file describes one neuron and may have {MAX_LINES:,} lines. Nothing of a longer file is analysed."),
    Code("ODE101", "error", "Expression expected", "An operand is missing here."),
    Code("ODE102", "error", "Unexpected symbol", "The line could be read up to here."),
    Code("ODE103", "error", "Bracket not closed",
         "A bracket that is opened has to be closed before the next statement."),
    Code("ODE104", "error", "Bracket never opened", "A closing bracket without an opening one."),
    Code("ODE105", "error", "Line not understood",
         "A line is `dx/dt = expr : unit`, `x[n+1] = expr`, `name = expr`, `f(x) = expr`, `name : unit`, "
         "a directive `key: value`, or a comment that begins with `#`."),
    Code("ODE106", "error", "Left side not understood",
         "Left of `=` stands a name, a derivative `dx/dt`, a map state `x[n+1]`, or a function `f(x, y)`."),
    Code("ODE107", "error", "Right side missing", "After `=` comes an expression."),
    Code("ODE108", "error", "`=` inside an expression", "Equality is tested with `==`."),
    Code("ODE109", "error", "Operator missing",
         "Two values stand side by side. Only a number and a following unit or name multiply without `*`."),
    Code("ODE110", "error", "Foreign operator", "Write `and`, `or`, `not`, `!=`."),
    Code("ODE111", "error", "Conditional without else", "A conditional has two branches: `a if condition else b`."),
    Code("ODE112", "error", "Function arguments not understood",
         "A function is defined as `f(x, y) = expr`, its arguments distinct names."),
    Code("ODE113", "error", "Unit expected", "After `:` comes a unit, for instance `: volt`, or `: 1` for none."),
    Code("ODE114", "error", "Unknown flag",
         "Known flags stand in brackets behind the unit, as `(unless refractory)`."),
    Code("ODE115", "error", "Map index",
         "A map state is written `x[n+1] = expr`; on the right side `x` is its old value."),
    Code("ODE116", "warning", "Range not understood",
         "The range of a slider is written `# [low, high] text` or `# [low, high, log] text`."),
    Code("ODE117", "warning", "Directive misspelt",
         "The comment looks like a directive but its key is not known, so it has no effect."),
    Code("ODE118", "error", "Directive needs a name", "`preset` and `on` are followed by a name: `preset NAME: ...`."),
    Code("ODE119", "error", "Directive takes no name", "This directive is written `key: value`."),
    Code("ODE120", "error", "Directive without a value", "After the colon comes the directive's value."),
    Code("ODE121", "error", "Statement not understood",
         "A statement is `x = expr` or `x += expr`; `;` separates them."),
    Code("ODE122", "error", "Event without statements", "An event is `on NAME: condition -> x = expr; ...`."),
    Code("ODE123", "error", "Spike not understood",
         "Spikes without a reset are `spike: v crosses 0*mV upward`, or `downward`, or a condition."),
    Code("ODE124", "error", "Stimulus not understood",
         "A stimulus is `I = protocol(...) + protocol(...)`."),
    Code("ODE125", "error", "Unknown protocol",
         "Protocols are constant, step, ramp, pulses, sine, chirp, ou, poisson and file."),
    Code("ODE126", "error", "Stimulus arguments", "Each protocol has its own arguments, by position or by name."),
    Code("ODE127", "error", "Run settings", "Run is `run: duration, dt = ..., method = ..., seed = ...`."),
    Code("ODE128", "error", "Unknown method", "The name of an integration method."),
    Code("ODE129", "error", "Unknown time unit", "Time is `ms`, `s`, or `step` for maps."),
    Code("ODE130", "error", "Unknown measure", "What a claim measures has to be a known measure."),
    Code("ODE131", "error", "Claim not understood",
         "A claim is `measure in [low, high]`, `measure == value`, or `measure < value`."),
    Code("ODE132", "error", "Measure arguments", "The measure takes another number of arguments."),
    Code("ODE133", "error", "Name expected", "A list of names, separated by commas."),
    Code("ODE134", "error", "Word is reserved", "`and or not if else` cannot be names."),
    Code("ODE135", "warning", "Division by a number with its unit",
         "`a / 20 ms` means `(a/20)*ms`, by the precedence of `*`. Put brackets around the quantity."),
)

# Rows of the checks (kernels.language.analysis and what it calls).
_MEANING = (
    Code("ODE201", "error", "Name misspelt", "The name is not defined, but one close to it is."),
    Code("ODE202", "error", "Name not defined",
         "Every name needs a line that defines it: a state `dx/dt = ...`, a parameter `x = 1`, an input `x : amp`."),
    Code("ODE203", "error", "Unknown function",
         "Functions are the built-in ones and those the file defines, `f(x) = ...`."),
    Code("ODE204", "error", "Defined twice", "A name has one definition, and most directives stand once."),
    Code("ODE205", "error", "Reserved name",
         "Units, built-in functions and names such as `t`, `pi` and `xi` cannot be redefined."),
    Code("ODE206", "error", "Circle of expressions", "Named expressions may use each other, but not in a circle."),
    Code("ODE207", "error", "Circle of functions", "Functions are inlined, so none may call itself."),
    Code("ODE208", "error", "Wrong number of arguments", "The function takes another number of arguments."),
    Code("ODE209", "error", "Constant expected", "Here stands a number with its unit, made of no other names."),
    Code("ODE210", "error", "Function or quantity", "A function needs its arguments; what is no function takes none."),
    Code("ODE211", "warning", "Parameter not used", "No equation, condition or statement reads this parameter."),
    Code("ODE212", "error", "Not a state",
         "Resets, events and initial values set states, the names with a `dx/dt = ...` or `x[n+1] = ...` line."),
    Code("ODE213", "error", "Nothing can be set by this name", "Presets set parameters, inputs and initial states."),
    Code("ODE214", "error", "No dynamics", "A model has at least one state, `dx/dt = ...` or `x[n+1] = ...`."),
    Code("ODE215", "error", "Threshold and spike",
         "`threshold` detects spikes and runs the reset, `spike` detects them without one: a model has one of them."),
    Code("ODE216", "warning", "Reset without threshold", "The reset runs at the threshold; without one it never does."),
    Code("ODE217", "error", "Equation and time do not fit",
         "Derivatives need a time in ms or s; a model of maps alone counts steps."),
    Code("ODE218", "warning", "Map beside derivatives", "A map advances once a step, so its speed depends on dt."),
    Code("ODE219", "error", "Not an input", "An `input` line drives a name declared as `name : unit`, or a free `I`."),
    Code("ODE220", "error", "No such preset", "An `expect` line names a preset that the file does not have."),
    Code("ODE221", "error", "No such trace", "Only states, inputs and named expressions can be plotted and measured."),
    Code("ODE222", "error", "Noise out of place",
         "White noise `xi` stands in `dx/dt = ...` alone; elsewhere `randn()` is a normal number, new at every step."),
    Code("ODE223", "error", "Noise not linear",
         "White noise has no finite value that a square or a sine could be taken of: it is added, and multiplied."),
    Code("ODE301", "error", "Units do not fit", "Sums, comparisons and choices need one unit on all sides."),
    Code("ODE302", "error", "Number without a unit",
         "A bare number stands where a quantity with a unit is needed. Only 0 and inf are the same in every unit."),
    Code("ODE303", "error", "Plain number needed",
         "Exponentials, logarithms, angles and exponents take plain numbers."),
    Code("ODE304", "error", "Wrong unit", "The right side has another unit than the name it defines or sets."),
    Code("ODE305", "error", "Power of a unit", "A quantity with a unit has constant powers of sensible size only."),
    Code("ODE306", "error", "Not a unit", "Units are Brian 2's names: volt, mV, siemens, uF, ms, and their products."),
    Code("ODE307", "error", "Condition expected", "A condition compares something: `v > 20*mV`."),
    Code("ODE308", "error", "Constant not finite",
         "Computing this constant overflows, divides by zero, or is not defined."),
    Code("ODE309", "error", "Setting out of range",
         "Durations and steps are positive and finite, seeds whole numbers."),
    Code("ODE310", "error", "Too large",
         "Functions are inlined at each call. Name parts as expressions of their own: those are computed once. "
         "The operations of a file are limited as well."),
    Code("ODE311", "warning", "No unit",
         "Asked for by the setting for strict units: in a file that uses units every name has one behind a colon."),
    Code("ODE401", "error", "Default outside its range", "The slider could not show the parameter's own default."),
    Code("ODE402", "error", "Empty range", "A range is written [low, high]."),
    Code("ODE403", "error", "Range cannot be logarithmic", "The logarithm needs a low end above 0."),
    Code("ODE404", "warning", "0/0 inside",
         "The quotient is 0/0 at one point that a run can reach. exprel(x) = (exp(x) - 1)/x is right there as well."),
    Code("ODE405", "warning", "Reset leaves the threshold true",
         "After the reset the threshold condition still holds."),
    Code("ODE406", "warning", "Step too large",
         "The integration step is large against the fastest time constant: the result would be off, or blow up."),
)

# fmt: on
CODES: dict[str, Code] = {row.code: row for row in (*_SYNTAX, *_MEANING)}

_LONGEST_MESSAGE = 600  # characters


def diagnose(code: str, start: int, end: int, message: str, fixes: tuple[Fix, ...] = ()) -> Diagnostic:
    """A diagnostic with the severity that the table gives its code. Raises KeyError for a code not in the table."""
    if len(message) > _LONGEST_MESSAGE:  # it quotes a hostile name
        message = message[: _LONGEST_MESSAGE - 3] + "..."
    return Diagnostic(code, CODES[code].severity, start, end, message, fixes)
