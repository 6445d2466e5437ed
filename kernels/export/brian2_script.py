"""A run as a Brian 2 script: Equations, a NeuronGroup with threshold, reset and refractoriness, the drive as TimedArray.

Numbers are in the model's display units, as plain numbers of Brian 2; only time has a unit. Two clocks are brought
together: Brian 2 stamps a spike with the start of its step, we with its end, and it counts the refractory time from there.
"""

from __future__ import annotations

from collections.abc import Mapping

from kernels.codegen.step import build_step
from kernels.errors import ModelError
from kernels.export.brian2_expressions import brian2_text, mentioned
from kernels.export.brian2_stimulus import stimulus_array
from kernels.export.job import Job, Program, file_stem, one_line
from kernels.export.names import Names
from kernels.export.python_script import string_literal
from kernels.export.start import initial_states
from kernels.language.model import State, Update
from kernels.language.tree import Expr

# Names of Brian 2 that a variable of a group cannot have.
RESERVED = frozenset(
    "t dt i j N t_in_timesteps lastspike not_refractory xi pi e inf True False and or not if else int "
    "exp exprel log log10 sqrt abs sign floor ceil clip sin cos tan sinh cosh tanh arcsin arccos arctan rand randn "
    "poisson timestep ms second I_values state spikes clock order name when codeobj dtype".split()
)
METHODS = {"euler": "euler", "heun": "heun", "rk4": "rk4", "exponential_euler": "exponential_euler", "exact": "exact"}
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
        names = Names(RESERVED, "_model")
        self.names = {
            item.name: names.new(item.name)
            for item in (*model.states, *model.parameters, *model.inputs, *model.subexpressions)
        }
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
                raise ModelError(f"{name} changes with the time and is read at the threshold, where Brian 2 has the old time")
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
        lines += ["", f"dt = {job.run.dt!r}*{self.unit}", f"n_steps = {job.run.n_steps}", f"seed({job.run.seed & 0xFFFFFFFF})"]
        lines += ["", "parameters = {"]
        for p in model.parameters:
            about = one_line(" ".join(part for part in (p.unit, p.doc) if part))
            value = float(job.run.parameters[p.name])
            lines.append(f'    "{self.names[p.name]}": {value!r},' + (f"  # {about}" if about else ""))
        lines += [f'    "{self.names[name]}": {float(value)!r},  # constant drive' for name, value in self.constants.items()]
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
        return Program("brian2", "\n".join(lines) + "\n", f"{stem}_brian2.py", f"python {stem}_brian2.py", tuple(self.notes))

    def _method(self) -> str:
        """Brian's name of the method, or what it has in its place."""
        method = self.job.method
        noisy = any(_is_noise(name) for s in self.model.states for name in self._all_mentioned(s.rhs))
        drawn = (*self.model.reset, *(() if self.model.threshold is None else (self.model.threshold,)))
        texts = [item.expr if isinstance(item, Update) else item for item in drawn]
        if noisy or any(DRAWS & mentioned(expr) for expr in texts):
            self.notes.append("Brian 2 draws other random numbers, so the spikes agree in their statistics alone.")
        if method == "heun" and not noisy:
            self.notes.append("Method heun without noise is rk2 here, the midpoint rule.")
            return "rk2"
        if method in METHODS:
            return METHODS[method]
        if method == "milstein":
            raise ModelError("method milstein: Brian 2 has its Stratonovich form alone; use euler or heun")
        chosen = "exponential_euler"
        try:
            build_step(self.job.equations(), chosen, estimate_error=False)
        except ModelError:  # some equation is not linear in its own state
            chosen = "rk4"
        self.notes.append(f"Brian 2 has no method {method}; {chosen} stands in its place.")
        return chosen

    def _all_mentioned(self, expr: Expr) -> set[str]:
        inner = {s.name: s.expr for s in self.model.subexpressions}
        found = mentioned(expr)
        return found.union(*(self._all_mentioned(inner[name]) for name in found & inner.keys()))

    # -- the parts ------------------------------------------------------------------------------

    def _text(self, expr: Expr, clock: Mapping[str, str], owner: str = "") -> str:
        names = self.names | clock
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
        overwritten = {u.name for u in model.reset if u.name not in mentioned(u.expr)}
        if overwritten & mentioned(condition):
            return text, None
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


def _is_noise(name: str) -> bool:
    return name == "xi" or name.startswith("xi_")


def _about(state: State) -> str:
    about = one_line(" ".join(part for part in (state.unit, state.doc) if part))
    return f"  # {about}" if about else ""
