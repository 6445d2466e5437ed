"""Small random models, for properties that every model has to have.

They use what the language has: states, parameters, functions, sub-expressions, an input, thresholds with resets,
refractoriness, events, noise, maps. Most stay finite, because every derivative is bounded by a tanh or a linear decay.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

STEPS = 50
DT = 0.1

SMOOTH = ("tanh({})", "sin({})", "cos({})", "exp(-abs({}))", "sigmoid({})", "exprel(clip({}, -5, 5))", "atan({})")
ROUGH = ("abs({})", "floor({})", "sign({})", "heaviside({})", "round({})", "ceil({})", "int({})", "sqrt(abs({}))")
POWERS = ("({})**2", "({})**3", "(1 + abs({}))**-0.5", "(1 + abs({}))**1.7", "log(1 + abs({}))", "log10(1 + abs({}))")
PAIRS = (
    "({} + {})", "({} - {})", "{} * {}", "({}) / (1 + ({})**2)", "min({}, {})", "max({}, {})", "({}) % (2 + abs({}))",
    "({}) // (1 + abs({}))",
)  # fmt: skip
NOISES = ("", "", " + 0.3*xi", " + 0.2*xi_a", " + 0.4*(rand() - 0.5) + 0.1*randn()")
CHOICES = ("({} if {} > {} else {})", "where({} <= {}, {}, {})", "piecewise({}, {} > {}, {})")


def random_model(seed: int, draws: bool = True) -> str:
    """The text of a model, with or without random numbers; the same for the same seed."""
    return _Writer(random.Random(seed)).model(draws)


class _Writer:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def number(self) -> str:
        return f"{self.rng.uniform(-2, 2):.3g}"

    def expression(self, names: Sequence[str], depth: int) -> str:
        """An expression of the names, at most `depth` operations deep."""
        rng = self.rng
        if depth == 0 or rng.random() < 0.15:
            return rng.choice(names) if rng.random() < 0.75 else f"({self.number()})"
        pattern = rng.choice(rng.choice((SMOOTH, ROUGH, POWERS, PAIRS, PAIRS, CHOICES)))
        return "(" + pattern.format(*(self.expression(names, depth - 1) for _ in range(pattern.count("{}")))) + ")"

    def model(self, draws: bool) -> str:
        rng = self.rng
        is_map = rng.random() < 0.25
        states = [f"x{n}" for n in range(rng.randint(1, 4))]
        parameters = [f"p{n}" for n in range(rng.randint(0, 3))]
        known = [*states, *parameters, "t/10"]
        if rng.random() < 0.3:
            known.append("exp(-abs(t - t_spike)/2)")
        lines = [f"{name} = {self.number()}" for name in parameters]
        if rng.random() < 0.5:
            known.append("I")
            lines += ["I : 1", "# input: I = " + rng.choice(("step(1.5)", "sine(1, 40)", "ou(0.5, 0.8, 3)", "ramp(2)"))]
        if rng.random() < 0.5:
            lines += [f"f(a, b) = {self.expression(['a', 'b', *parameters], 2)}", "g(a) = f(a, 2*a) - a/3"]
            known += ["f(x0, 0.5)", f"g({states[-1]})"]
        if rng.random() < 0.5:
            lines.append(f"s0 = {self.expression(known, 2)}")
            known.append("s0")
        noise = rng.choice(NOISES) if draws else ""
        hold = rng.choice(("", " : 1 (unless refractory)"))
        for name in states:
            right = f"3*tanh({self.expression(known, 3)}) - {name}/4"
            if is_map:
                lines.append(f"{name}[n+1] = {right}" + ("" if "xi" in noise else noise))
            else:
                lines.append(f"d{name}/dt = {right}{noise if name == 'x0' else ''}{hold}")
        lines += self.jumps(states, known)
        lines.append("# init: " + "; ".join(f"{name} = {self.number()}" for name in states))
        lines.append(f"# run: {STEPS}" if is_map else f"# run: {STEPS * DT:g}, dt = {DT:g}")
        return "\n".join([*lines, "# time: step"] if is_map else lines) + "\n"

    def jumps(self, states: Sequence[str], known: Sequence[str]) -> list[str]:
        """Threshold with reset, refractory time and events, or a mere detection of spikes."""
        rng = self.rng
        state = rng.choice(states)
        kind = rng.random()
        if kind < 0.2:
            return []
        if kind < 0.3:
            return [f"# spike: {state} crosses {self.number()} {rng.choice(('upward', 'downward'))}"]
        statements = [f"{state} = {self.number()}"]
        for other in states:
            if rng.random() < 0.4:
                statements.append(f"{other} {rng.choice(('+=', '-=', '='))} {self.expression(known, 1)}")
        lines = [f"# threshold: {state} > {self.number()}", "# reset: " + "; ".join(statements)]
        if rng.random() < 0.5:
            lines.append(f"# refractory: {rng.choice(('0.35', f'{states[0]} > 0', 'abs(x0)*ms'))}")
        if rng.random() < 0.4:
            lines.append(f"# on kick: {self.expression(known, 2)} > 1 -> x0 = x0/2 - {rng.choice(known)}/5")
        return lines
