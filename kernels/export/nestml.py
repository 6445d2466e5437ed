"""A model as NESTML, NEST's modelling language: states, equations, parameters, input, threshold and reset.

Numbers are in the model's display units, as plain reals; only time has a unit. The drive is no part of a NESTML
model: it is connected to the input ports where the model is used.
"""

from __future__ import annotations

from kernels.errors import ModelError
from kernels.export.brian2_expressions import mentioned
from kernels.export.job import Job, Program, file_stem, one_line
from kernels.export.names import Names
from kernels.export.nestml_expressions import nestml_text, real
from kernels.export.start import initial_states
from kernels.language.model import Model
from kernels.language.syntax.tree import Expr

RESERVED = frozenset(
    "t e pi inf model neuron synapse state equations parameters internals input output update function kernel inline "
    "recordable if elif else for while in step return end and or not true false real integer boolean string void "
    "spike spikes continuous inhibitory excitatory refr_t above onReceive onCondition on_spike integrate_odes "
    "emit_spike convolve timestep resolution steps random_normal random_uniform random_poisson print println info "
    "warning exp ln log log10 expm1 sin cos tan sinh cosh tanh erf erfc clip pow max min abs ceil floor round delta "
    # the units of SI, with and without prefix, that a model may well have as names
    "A V S F C H J K L N Pa W Hz m s g h d ms us mV nA pA nS pF Ohm mol cd rad Bq Gy T Wb kg min".split()
)
NOT_EXPRESSED = {
    **dict.fromkeys(("rand", "randn", "poisson"), "no random numbers"),
    "xi": "no noise",
    "t_spike": "no time of the last spike",
    "dt": "no step",
}


def nestml(job: Job) -> Program:
    """The NESTML text. ModelError names what NESTML, or this form of it, cannot express."""
    _refuse(job.model)
    return _Writer(job).program()


def _refuse(model: Model) -> None:
    if model.time_unit == "step":
        raise ModelError("NESTML integrates differential equations, and this model is a map (x[n+1] = ...)")
    if model.events:
        raise ModelError(f"event {model.events[0].name!r}: this NESTML has the spike's condition alone")
    if model.refractory_is_condition:
        raise ModelError("the refractory condition: refractoriness is a time in this NESTML")
    expressions = [(f"the equation of {s.name}", s.rhs) for s in model.states]
    expressions += [(s.name, s.expr) for s in model.subexpressions]
    expressions += [("the reset", u.expr) for u in model.reset]
    expressions += [("the threshold", e) for e in (model.threshold, model.spike, model.refractory) if e is not None]
    for where, expr in expressions:
        for name in sorted(mentioned(expr)):
            if name in NOT_EXPRESSED or name.startswith("xi_"):
                raise ModelError(f"{name} in {where}: this NESTML has {NOT_EXPRESSED.get(name, 'no noise')}")


class _Writer:
    def __init__(self, job: Job) -> None:
        model = job.model
        self.job, self.model = job, model
        names = Names(RESERVED)
        given = [s.name for s in model.states] + [p.name for p in model.parameters]
        given += [i.name for i in model.inputs] + [s.name for s in model.subexpressions]
        self.names = {name: names.new(name.strip("_") or "x") for name in given}
        self.unit = f"1 {model.time_unit}"
        self.condition = model.threshold if model.threshold is not None else model.spike
        overwritten = {u.name for u in model.reset if u.name not in mentioned(u.expr)}
        # a condition that stays true is one spike; a reset that overwrites what it reads ends it anyway
        self.crossing = self.condition is not None and not overwritten & mentioned(self.condition)
        self.refractory = model.refractory is not None

    def text(self, expr: Expr) -> str:
        return nestml_text(expr, {**self.names, "t": f"(t / ({self.unit}))"})

    def program(self) -> Program:
        """The whole model."""
        model, stem = self.model, file_stem(self.job.model)
        lines = [f"# {one_line(model.title) or 'A model'}"]
        lines += [f"# {one_line(model.reference)}"] if model.reference else []
        lines += [f"model {stem}_neuron:", *self._state(), *self._equations(), *self._parameters()]
        if model.inputs:
            lines += ["", "    input:", *(f"        {self.names[i.name]} real <- continuous" for i in model.inputs)]
        lines += [] if self.condition is None else ["", "    output:", "        spike"]
        lines += ["", "    update:", *self._update(), *self._spike()]
        notes = ("The drive is connected to the input port where the model is used.",) if model.inputs else ()
        return Program("nestml", "\n".join(lines) + "\n", f"{stem}.nestml", "", notes)

    def _state(self) -> list[str]:
        values = initial_states(self.job)
        lines = ["    state:", *(f"        {self.names[name]} real = {real(value)}" for name, value in values.items())]
        lines += ["        refr_t ms = 0 ms"] if self.refractory else []
        return lines + (["        above boolean = false"] if self.crossing else [])

    def _equations(self) -> list[str]:
        lines = ["", "    equations:"]
        lines += [f"        inline {self.names[s.name]} real = {self.text(s.expr)}" for s in self.model.subexpressions]
        states = [(self.names[s.name], self.text(s.rhs)) for s in self.model.states]
        return lines + [f"        {name}' = ({right}) / ({self.unit})" for name, right in states]

    def _parameters(self) -> list[str]:
        lines = ["", "    parameters:"] if self.model.parameters else []
        for p in self.model.parameters:
            about = one_line(" ".join(part for part in (p.unit, p.doc) if part))
            value = real(float(self.job.run.parameters[p.name]))
            lines.append(f"        {self.names[p.name]} real = {value}" + (f"  # {about}" if about else ""))
        return lines

    def _update(self) -> list[str]:
        free = [self.names[s.name] for s in self.model.states if not s.hold_in_refractory]
        whole = "        integrate_odes()"
        if not self.refractory:
            return [whole]
        waiting = ["        if refr_t > 0 ms:", "            refr_t -= timestep()"]
        if len(free) == len(self.model.states):
            return [*waiting, whole]
        part = [f"            integrate_odes({', '.join(free)})"] if free else []
        return [*waiting, *part, "        else:", f"    {whole}"]

    def _spike(self) -> list[str]:
        if self.condition is None:
            return []
        test = self.text(self.condition)
        parts = (["refr_t <= 0 ms"] if self.refractory else []) + (["not above"] if self.crossing else [])
        lines = ["", f"    onCondition({' and '.join([*parts, f'({test})'])}):"]
        lines += [f"        {self.names[u.name]} = {self.text(u.expr)}" for u in self.model.reset]
        if self.model.refractory is not None:
            lines.append(f"        refr_t = ({self.text(self.model.refractory)}) * {self.unit}")
        lines += ["        above = true"] if self.crossing else []
        lines.append("        emit_spike()")
        if self.crossing:
            lines += ["", f"    onCondition(above and not ({test})):", "        above = false"]
        return lines
