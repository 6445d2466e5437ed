"""A run as a Brian 2 script: Equations, a NeuronGroup with threshold, reset and refractory, the drive as TimedArray.

Numbers are in the model's display units, as plain numbers of Brian 2; only time has a unit. Two clocks are brought
together: Brian 2 stamps a spike with the start of its step, we with its end, and each counts the refractory time from
its stamp.
"""

from __future__ import annotations

from collections.abc import Mapping
from keyword import kwlist

import numpy as np

from kernels.codegen.equations import Equations
from kernels.codegen.linear import linear_system
from kernels.codegen.lower import lower
from kernels.codegen.reference import evaluate
from kernels.codegen.step import build_step
from kernels.errors import ModelError
from kernels.export.brian2_expressions import ZERO, brian2_text, mentioned
from kernels.export.brian2_stimulus import stimulus_array
from kernels.export.job import Job, Program, file_stem, one_line
from kernels.export.names import Names
from kernels.export.python_script import string_literal
from kernels.export.start import initial_states
from kernels.language.model import State
from kernels.language.syntax.tree import Expr

# Names of Brian 2 that a variable of a group cannot have.
RESERVED = frozenset(
    "t dt i j N t_in_timesteps lastspike not_refractory xi pi e inf True False and or not if else int "
    "exp exprel log log10 sqrt abs sign floor ceil clip sin cos tan sinh cosh tanh arcsin arccos arctan rand randn "
    "poisson timestep ms second state spikes clock order name when codeobj dtype".split()
) | frozenset(kwlist)
METHODS = ("euler", "heun", "rk4", "exponential_euler", "exact")  # the same under the same name
DRAWS = frozenset({"rand", "randn", "poisson"})


def brian2_script(job: Job) -> Program:
    """The script; it prints the spike times by our stamp. ModelError names what Brian 2 cannot express."""
    return _Writer(job).program()


class _Writer:
    def __init__(self, job: Job) -> None:
        model = job.model
        if model.time_unit == "step":
            raise ModelError("Brian 2 integrates differential equations, and this model is a map (x[n+1] = ...)")
        if model.events:
            name = model.events[0].name
            raise ModelError(f"event {name!r} fires once per crossing, events of Brian 2 at every step that holds")
        self.job, self.model = job, model
        self.notes: list[str] = []
        self.crossing = False  # a condition that stays true is one spike
        names = Names(RESERVED, "_model")
        given = [s.name for s in model.states] + [p.name for p in model.parameters]
        given += [i.name for i in model.inputs] + [s.name for s in model.subexpressions]
        self.names = {name: names.new(_allowed(name)) for name in given}
        unit = model.time_unit if model.time_unit != "s" else "second"
        self.unit = unit
        # while the states advance, time is that of the step's start, at the threshold that of its end
        self.clock = {"t": f"(t/{unit})", "dt": f"(dt/{unit})", "t_spike": f"((lastspike + dt)/{unit})"}
        self.at_end = self.clock | {"t": f"((t + dt)/{unit})"}
        self.constants = {
            item.name: s.stream().next(1)[0, 0]
            for item, s in zip(model.inputs, job.run.stimuli, strict=True)
            if s.constant
        }
        self._refuse()

    def _refuse(self) -> None:
        """ModelError for what would run in Brian 2, but otherwise."""
        model = self.model
        timed = {s.name for s in model.subexpressions if {"t", *DRAWS} & mentioned(s.expr)}
        tested = [e for e in (model.threshold, model.spike) if e is not None]
        for expr in (*tested, *(u.expr for u in model.reset)):
            for name in sorted(timed & mentioned(expr)):
                raise ModelError(
                    f"{name} changes with the time and is read at the threshold, where Brian 2 has the old time"
                )
        for update in model.reset:
            if "t_spike" in mentioned(update.expr):
                raise ModelError("the reset reads t_spike, which Brian 2 has already set to this spike")
        for name, expr in (*((s.name, s.rhs) for s in model.states), *((s.name, s.expr) for s in model.subexpressions)):
            drawn = DRAWS & mentioned(expr)
            if drawn:
                raise ModelError(f"{min(drawn)}() in the equation of {name}: Brian 2 takes noise there as xi alone")

    def program(self) -> Program:
        """The whole script."""
        job, model = self.job, self.model
        method = self._method()
        threshold, refractory = self._threshold()
        equations = self._equations(held=refractory is not None)
        stem = file_stem(model)
        lines = [f"# {one_line(model.title) or 'A model'}"]
        lines += [f"# {one_line(model.reference)}"] if model.reference else []
        lines += [f"# {note}" for note in self.notes]
        lines += ["", "import numpy as np"]
        imported = ["Equations", "Network", "NeuronGroup", "SpikeMonitor", "StateMonitor", "seed", self.unit]
        imported += ["TimedArray"] if len(self.constants) < len(model.inputs) else []
        lines.append(f"from brian2 import {', '.join(sorted(imported))}")
        lines += [
            "",
            f"dt = {job.run.dt!r}*{self.unit}",
            f"n_steps = {job.run.n_steps}",
            f"seed({job.run.seed & 0xFFFFFFFF})",
        ]
        lines += ["", "parameters = {"]
        for p in model.parameters:
            about = one_line(" ".join(part for part in (p.unit, p.doc) if part))
            value = float(job.run.parameters[p.name])
            lines.append(f'    "{self.names[p.name]}": {value!r},' + (f"  # {about}" if about else ""))
        lines += [
            f'    "{self.names[name]}": {float(value)!r},  # constant drive' for name, value in self.constants.items()
        ]
        lines += ["}", "", 'equations = Equations("""', *equations, '""")', "neuron = NeuronGroup("]
        lines += ["    1,", "    equations,", f'    method="{method}",', "    dt=dt,"]
        if threshold is not None:
            lines.append(f"    threshold={string_literal(threshold)},")
            if model.reset:
                lines.append(f"    reset={string_literal(self._reset())},")
            if refractory is not None:
                lines.append(f"    refractory={refractory},")
        lines += ["    namespace=parameters,", ")"]
        lines += [f"neuron.{self.names[s]} = {value!r}" for s, value in initial_states(job).items()]
        lines += self._drive()
        if self.crossing:
            lines += [
                "# what is above the threshold from the start does not cross it",
                "neuron.not_refractory = "
                + string_literal(f"not ({self._text(model.threshold or model.spike or ZERO, self.clock)})"),
            ]
        seen = ", ".join(f'"{self.names[s.name]}"' for s in model.states)
        comma = "," if len(model.states) == 1 else ""
        lines += ["", f'traces = StateMonitor(neuron, ({seen}{comma}), record=True, when="before_resets")']
        monitors = "neuron, traces"
        if threshold is not None:
            lines.append("spikes = SpikeMonitor(neuron)")
            monitors += ", spikes"
        lines += [f"Network({monitors}).run(n_steps*dt)", ""]
        if threshold is not None:
            lines += ["# Brian 2 stamps a spike with the start of its step; here its end counts"]
            lines += [f"for time in spikes.t/{self.unit} + dt/{self.unit}:", "    print(time)"]
        else:
            lines += [f'print("{s.name} ends at", traces.{self.names[s.name]}[0][-1])' for s in model.states]
        return Program(
            "brian2", "\n".join(lines) + "\n", f"{stem}_brian2.py", f"python {stem}_brian2.py", tuple(self.notes)
        )

    def _method(self) -> str:
        """Brian's name of the method, or what it has in its place, which the notes say."""
        method, e = self.job.method, self.job.equations()
        noisy = any(e.diffusion.values())
        drawn = [update.expr for update in self.model.reset]
        drawn += [] if self.model.threshold is None else [self.model.threshold]
        if noisy or any(DRAWS & mentioned(expr) for expr in drawn):
            self.notes.append("Brian 2 draws other random numbers, so the spikes agree in their statistics alone.")
        reads = [s.rhs for s in self.model.states] + [s.expr for s in self.model.subexpressions]
        if any("t_spike" in mentioned(expr) for expr in reads):
            self.notes.append(
                "Brian 2 rounds times in seconds: what switches at a time after a spike may do so a step apart."
            )
        if method == "milstein" or (method == "euler" and _multiplicative(e)):
            raise ModelError(
                f"method {method} with noise that depends on a state: Brian 2 has none for Ito's; use heun"
            )
        if method == "heun" and not noisy:
            self.notes.append("Method heun without noise is rk2 here, the midpoint rule.")
            return "rk2"
        if method == "exact" and not _has_fixed_point(e):
            self.notes.append("Method exact of Brian 2 needs equations with a fixed point; rk4 stands in its place.")
            return "rk4"
        if method in METHODS:
            return method
        chosen = "exponential_euler"
        try:
            build_step(e, chosen, estimate_error=False)
        except ModelError:  # some equation is not linear in its own state
            chosen = "rk4"
        self.notes.append(f"Brian 2 has no method {method}; {chosen} stands in its place.")
        return chosen

    # -- the parts ------------------------------------------------------------------------------

    def _text(self, expr: Expr, clock: Mapping[str, str], owner: str = "") -> str:
        names = {**self.names, **clock}
        for name in mentioned(expr):
            if _is_noise(name):
                source = f"xi_{owner}" if name == "xi" else name
                names[name] = f"({source}*{self.unit}**0.5)"
        return brian2_text(expr, names)

    def _equations(self, held: bool) -> list[str]:
        lines = []
        for state in self.model.states:
            flag = " (unless refractory)" if held and state.hold_in_refractory else ""
            right = self._text(state.rhs, self.clock, state.name)
            lines.append(f"d{self.names[state.name]}/dt = ({right})/{self.unit} : 1{flag}{_about(state)}")
        for sub in self.model.subexpressions:
            lines.append(f"{self.names[sub.name]} = {self._text(sub.expr, self.clock, sub.name)} : 1")
        lines += [f"{self.names[i.name]} : 1" for i in self.model.inputs if i.name not in self.constants]
        return lines

    def _threshold(self) -> tuple[str | None, str | None]:
        """The condition, and `refractory` as Python text. A condition that stays true is one spike with us."""
        model = self.model
        condition = model.threshold if model.threshold is not None else model.spike
        if condition is None:
            return None, None
        text = self._text(condition, self.at_end)
        if model.refractory is not None:
            at_start = self._text(model.refractory, self.clock)
            if model.refractory_is_condition:
                return text, string_literal(at_start)
            return text, string_literal(f"({at_start})*{self.unit} + dt")
        reads = [s.rhs for s in model.states] + [s.expr for s in model.subexpressions] + [condition]
        timed = any("t_spike" in mentioned(expr) for expr in reads)  # Brian 2 keeps lastspike for the refractory alone
        overwritten = {u.name for u in model.reset if u.name not in mentioned(u.expr)}
        if overwritten & mentioned(condition) and not timed:
            return text, None
        self.crossing = True
        return text, string_literal(self._text(condition, self.clock))

    def _reset(self) -> str:
        return "\n".join(f"{self.names[u.name]} = {self._text(u.expr, self.at_end)}" for u in self.model.reset)

    def _drive(self) -> list[str]:
        lines: list[str] = []
        for j, (item, stimulus) in enumerate(zip(self.model.inputs, self.job.run.stimuli, strict=True)):
            if item.name in self.constants:
                continue
            if not lines:
                lines += ["", "step = np.arange(n_steps)"]
            name = self.names[item.name]
            array = stimulus_array(stimulus, j, self.job.run.n_steps, self.job.run.seed, item.name)
            lines.append(f'parameters["{name}_values"] = TimedArray({array}, dt=dt)')
            lines.append(f'neuron.run_regularly("{name} = {name}_values(t)", dt=dt, when="start")')
        return lines


def _allowed(name: str) -> str:
    """The name without what Brian 2 gives a meaning of its own: underscores at its ends, `_pre`, `_post`."""
    bare = name.strip("_") or "x"
    return f"{bare}_model" if bare != name or bare.endswith(("_pre", "_post")) else bare


def _is_noise(name: str) -> bool:
    return name == "xi" or name.startswith("xi_")


def _about(state: State) -> str:
    about = one_line(" ".join(part for part in (state.unit, state.doc) if part))
    return f"  # {about}" if about else ""


def _multiplicative(e: Equations) -> bool:
    """Whether some noise is multiplied with a state."""
    leaves = {e.leaf(s) for s in e.states}
    coefficients = [node for terms in e.diffusion.values() for node in terms.values()]
    return bool(leaves & set(e.graph.reachable(coefficients)))


def _has_fixed_point(e: Equations) -> bool:
    """Whether A x + b = 0 has a solution for values of parameters and inputs that nothing singles out."""
    g = e.graph
    matrix, constant = linear_system(e)
    nodes = lower(g, [node for row in matrix for node in row] + constant)
    leaves = [n for n in g.reachable(nodes) if g.nodes[n].op == "leaf"]
    random = np.random.default_rng(0)
    values = evaluate(g, nodes, {leaf: float(random.uniform(0.5, 2.0)) for leaf in leaves})
    n = len(constant)
    a, b = np.array(values[: n * n]).reshape(n, n), np.array(values[n * n :]).reshape(n, 1)
    return bool(np.linalg.matrix_rank(a) == np.linalg.matrix_rank(np.hstack([a, b])))
