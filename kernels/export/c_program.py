"""A run as a C99 program of its own: the step graph of strict mode, operation by operation, in one file."""

from __future__ import annotations

import re

from kernels.codegen.equations import Equations
from kernels.codegen.step import Slot, StepGraph, build_step
from kernels.errors import ModelError
from kernels.export.c_nodes import ATOM, C_TYPES, NodeWriter, double, function_texts
from kernels.export.c_stimulus import stimulus_function
from kernels.export.job import Job, Program, file_stem, one_line
from kernels.export.names import Names

KEYWORDS = (
    "auto break case char const continue default do double else enum extern float for goto if inline int long register "
    "restrict return short signed sizeof static struct switch typedef union unsigned void volatile while asm typeof "
    "bool true false complex imaginary NULL EOF FILE NAN INFINITY HUGE_VAL BUFSIZ errno stdin stdout stderr linux "
    "unix i386 main argc argv printf fprintf fopen fclose perror puts memcpy isfinite isnan fabs sqrt floor ceil rint "
    "trunc k t t_end dt n_steps seed lane trace step bits_of double_of int64_t uint64_t"
).split()
RESERVED = frozenset(KEYWORDS)
_WORD, _QUOTED = re.compile(r"\w+"), re.compile(r'"[^"]*"')

PREAMBLE = """\
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#if FLT_EVAL_METHOD != 0
#error "doubles have to be computed as doubles (on 32-bit x86: -msse2 -mfpmath=sse)"
#endif
"""
BIT_CASTS = """
static inline uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}
"""


def c_program(job: Job) -> Program:
    """The C99 program: prints the spike times, and with the name of a file writes every step's states to it."""
    e = job.equations()
    if not e.states:
        raise ModelError("this model has no state: write a line such as dv/dt = ...")
    step = build_step(e, job.method, estimate_error=False)
    return _Writer(job, e, step).program()


class _Writer:
    def __init__(self, job: Job, e: Equations, step: StepGraph) -> None:
        self.job, self.e, self.step, self.g = job, e, step, e.graph
        names = Names(RESERVED)
        model = job.model
        self.parameters = {p.name: names.new(p.name) for p in model.parameters}
        self.inputs = {i.name: names.new(i.name) for i in model.inputs}
        self.functions = {i.name: names.new(f"input_{i.name}") for i in model.inputs}
        self.slots = {slot: names.new(self._wanted(slot)) for slot in step.slots}
        preferred = {node: name for name, node in e.subexpressions.items()}
        preferred |= {node: f"{state}_next" for state, node in step.recorded.items()}
        if step.spikes is not None:
            preferred[step.spikes] = "fires"
        self.names = names
        plain = {node: name for node, name in preferred.items() if self.g.nodes[node].op not in ("const", "leaf")}
        self.writer = NodeWriter(self.g, names, plain)

    @staticmethod
    def _wanted(slot: Slot) -> str:
        return slot.name if slot.role == "state" else f"{slot.role}_{slot.name}" if slot.name else slot.role

    def program(self) -> Program:
        """The whole text, its parts in the order in which C wants them declared."""
        main = self._main()
        stem = file_stem(self.job.model)
        command = f"gcc -std=c99 -O2 -ffp-contract=off -o {stem} {stem}.c -lm && ./{stem} {stem}.csv"
        functions = function_texts(self.writer.functions, self.writer.draws)
        lines = [*self._head(command), *PREAMBLE.splitlines(), *self._constants()]
        if any("bits_of(" in line or "double_of(" in line for line in (*functions, *main)):
            lines += BIT_CASTS.splitlines()
        lines += functions
        for j, (item, stimulus) in enumerate(zip(self.job.model.inputs, self.job.run.stimuli, strict=True)):
            function = self.functions[item.name]
            lines += stimulus_function(stimulus, j, self.job.run.n_steps, self.job.run.seed, item.name, function)
        text = "\n".join([*lines, "", *main]) + "\n"
        return Program("c", text, f"{stem}.c", command)

    def _head(self, command: str) -> list[str]:
        model = self.job.model
        prose = [model.title or "A model", model.reference, f"Method {self.job.method}. Build and run:", command]
        lines = [f" * {_comment(line)}" for line in prose if line]
        return ["/*", *lines, " *", " * Prints the spike times; writes the states after every step to the file.", " */"]

    def _constants(self) -> list[str]:
        run = self.job.run
        lines = [
            "",
            f"static const int64_t n_steps = {run.n_steps};",
            f"static const double dt = {double(run.dt)[0]}; /* {self.job.unit} */",
        ]
        if self.writer.draws:
            lines += [f"static const uint64_t seed = UINT64_C({run.seed});", "static const uint64_t lane = 0;"]
        for p in self.job.model.parameters:
            about = _comment(" ".join(part for part in (p.unit, p.doc) if part))
            value = double(float(run.parameters[p.name]))[0]
            lines.append(
                f"static const double {self.parameters[p.name]} = {value};" + (f" /* {about} */" if about else "")
            )
        return lines

    # -- main -----------------------------------------------------------------------------------

    def _main(self) -> list[str]:
        w = self.writer
        advanced = [self.step.advanced[slot] for slot in self.step.slots]
        after = [self.step.after[slot] for slot in self.step.slots]
        if self.step.eventful is not None:  # computed only where that holds
            after = self.g.substitute(after, {self.step.eventful: self.g.truth(True)})
        recorded = list(self.step.recorded.values())
        tests = [node for node in (self.step.eventful, self.step.spikes) if node is not None]
        inside = [*recorded, *advanced, *tests, *after]
        for name, text in self.parameters.items():
            w.bind(self.g.leaf("parameter", name), text)
        w.bind(self.g.leaf("dt"), "dt")
        w.count(inside)
        lines = ["int main(int argc, char **argv)", "{"]
        lines += [
            '    FILE *trace = argc > 1 ? fopen(argv[1], "w") : NULL;',
            "    if (argc > 1 && trace == NULL) {",
            "        perror(argv[1]);",
            "        return 1;",
            "    }",
        ]
        w.lines = lines
        self._initial()
        w.write(self._invariant(inside))
        self._loop(recorded, advanced, tests, after)
        w.indent = "    "
        lines += [
            "    if (trace != NULL && fclose(trace) != 0) {",
            "        perror(argv[1]);",
            "        return 1;",
            "    }",
        ]
        lines += ["    return 0;", "}"]
        return lines

    def _initial(self) -> None:
        """The slots' variables with their initial values, the statements of `init` in their order."""
        w, g, e = self.writer, self.g, self.e
        given, zero = self.job.init, g.const(0.0)
        states = {name: g.const(given[name]) if name in given else zero for name in e.states}
        for update in self.job.model.init:
            if update.name not in given:
                states[update.name] = e.run_updates((update,), states, zero)[update.name]
        start = {g.leaf("t_spike"): g.const(float("-inf")), e.time: zero}
        roots = [e.at([self.step.initial[slot]], states, zero)[0] for slot in self.step.slots]
        roots = g.substitute(roots, start)
        at_zero = NodeWriter(g, self.names)
        at_zero.terms, at_zero.lines = dict(w.terms), w.lines
        for name, function in self.functions.items():
            at_zero.bind(g.leaf("input", name), f"{function}(0)")
        at_zero.count(roots)
        at_zero.write(roots)
        w.functions |= at_zero.functions
        w.draws |= at_zero.draws
        if at_zero.draws:
            w.lines.insert(2, "    const uint64_t k = 0; /* the step of the draws of the initial values */")
        for slot, root in zip(self.step.slots, roots, strict=True):
            w.lines.append(f"    {C_TYPES[slot.kind]} {self.slots[slot]} = {at_zero.text(root)};")
        self._record("0.0", [self.slots[slot] for slot in self.step.slots if slot.role == "state"], header=True)

    def _invariant(self, roots: list[int]) -> list[int]:
        """The outermost nodes that only parameters and dt go into: computed once, before the steps."""
        fixed: set[int] = set()
        used: set[int] = set()
        for node in self.g.reachable(roots):
            op, args, _, _ = self.g.nodes[node]
            if op == "const" or node in self.writer.terms or (op != "leaf" and all(a in fixed for a in args)):
                fixed.add(node)
            else:
                used.update(args)
        worth = (used | set(roots)) & fixed
        return [n for n in sorted(worth) if self.g.nodes[n].op not in ("const", "leaf")]

    def _loop(self, recorded: list[int], advanced: list[int], tests: list[int], after: list[int]) -> None:
        w, g = self.writer, self.g
        w.lines += ["", "    for (int64_t k = 0; k < n_steps; k++) {"]
        w.indent = "        "
        first = len(w.lines)
        for slot, name in self.slots.items():
            role = ("t_spike", "") if slot.role == "t_spike" else (slot.role, slot.name)
            w.bind(g.leaf(*role, kind=slot.kind), name)
        if ("t_spike", "") not in {(slot.role, slot.name) for slot in self.slots}:
            w.bind(g.leaf("t_spike"), "(-INFINITY)")
        for clock in ("t", "t_end"):
            w.bind(g.leaf(clock), clock)
        read = {"t": "(double)k*dt", "t_end": "(double)(k + 1)*dt"}
        for item, name in self.inputs.items():
            read[name] = f"{self.functions[item]}(k)"
            w.bind(g.leaf("input", item), name)
        w.write([*recorded, *advanced, *tests])
        values = [w.name(node, f"{state}_next") for state, node in zip(self.e.states, recorded, strict=True)]
        self._check_finite(values)
        self._record("t_end", values)
        if tests:
            w.lines.append(f"{w.indent}if ({w.text(tests[0])}) {{")
            outer, w.indent, before = w.indent, w.indent + "    ", dict(w.terms)
            if self.step.spikes is not None:
                printed = 'printf("%.17g\\n", t_end);'
                same = self.step.spikes == self.step.eventful
                w.lines.append(f"{w.indent}{printed}" if same else f"{w.indent}if ({w.text(tests[1])}) {printed}")
            w.write(after)
            self._assign(after)
            w.terms = before
            w.lines.append(f"{outer}}} else {{")
            self._assign(advanced)
            w.indent = outer
            w.lines.append(f"{outer}}}")
        else:
            self._assign(advanced)
        used = set(_WORD.findall(_QUOTED.sub("", "\n".join(w.lines[first:]))))
        w.lines[first:first] = [f"        const double {name} = {text};" for name, text in read.items() if name in used]
        w.lines.append("    }")

    def _assign(self, nodes: list[int]) -> None:
        """The slots' new values, all of them computed before the first is overwritten."""
        w = self.writer
        changes = [(name, node) for name, node in zip(self.slots.values(), nodes, strict=True) if w.text(node) != name]
        single = len(changes) == 1
        texts = [w.text(node) if single else self._settled(node, name) for name, node in changes]
        w.lines += [f"{w.indent}{name} = {text};" for (name, _), text in zip(changes, texts, strict=True)]

    def _settled(self, node: int, name: str) -> str:
        """The node's value in what an assignment to a slot does not change."""
        w = self.writer
        if self.g.nodes[node].op == "const":
            return w.text(node)
        if w.text(node) in self.slots.values():
            w.terms[node] = (f"({w.text(node)})", ATOM)
        return w.name(node, f"{name}_after")

    def _check_finite(self, values: list[str]) -> None:
        w = self.writer
        for state, value in zip(self.e.states, values, strict=True):
            w.lines.append(f"{w.indent}if (!isfinite({value})) {{")
            message = f"{state} left the finite numbers at t = %g {self.job.unit}\\n"
            w.lines.append(f'{w.indent}    fprintf(stderr, "{message}", t_end);')
            w.lines.append(f"{w.indent}    return 1;")
            w.lines.append(f"{w.indent}}}")

    def _record(self, time: str, values: list[str], header: bool = False) -> None:
        w = self.writer
        w.lines.append(f"{w.indent}if (trace != NULL) {{")
        if header:
            w.lines.append(f'{w.indent}    fprintf(trace, "time,{",".join(self.e.states)}\\n");')
        formats = ",".join(["%.17g"] * (len(values) + 1))
        w.lines.append(f'{w.indent}    fprintf(trace, "{formats}\\n", {", ".join([time, *values])});')
        w.lines.append(f"{w.indent}}}")


def _comment(text: str) -> str:
    """Prose inside a comment: nothing in it ends or begins one."""
    return one_line(text).replace("*/", "* /").replace("/*", "/ *").replace("??", "? ?")
