"""Linear systems in the graph: is a model dx/dt = A x + b, and the matrix exponential that solves it."""

from __future__ import annotations

from kernels.codegen.differentiate import FLAT, derivative
from kernels.codegen.equations import Equations
from kernels.codegen.graph import Graph
from kernels.errors import ModelError

Matrix = list[list[int]]

MOST_STATES = 8  # the exponential costs n**3 operations a power
SQUARINGS = 6
TERMS = 14  # Taylor terms for a matrix of norm below 1: the rest is below 1e-15 after 6 halvings of norm 64


def linear_system(e: Equations, required: bool = True) -> tuple[Matrix, list[int]]:
    """(A, b) of dx/dt = A x + b over the ode states; empty where the model is not of that form.

    A and b may hold parameters, inputs and random draws, which are constant over a step. Raises ModelError with the
    reason if `required`.
    """
    g = e.graph
    problem = ""
    if len(e.ode) > MOST_STATES:
        problem = f"it takes at most {MOST_STATES} states"
    matrix: Matrix = []
    changing = {e.leaf(s) for s in e.states} | {e.time, g.leaf("t_spike")}
    for state in e.ode if not problem else ():
        # steps like floor(v) and choices like v > 0 have slope 0 everywhere and are not linear all the same
        steps = [n for n in g.reachable([e.drift[state]]) if g.nodes[n].op in FLAT or g.nodes[n].kind == "b"]
        if changing & set(g.reachable(steps)):
            problem = f"d{state}/dt jumps with a state"
            break
        row = [derivative(g, e.drift[state], e.leaf(other)) for other in e.ode]
        reads = set(g.reachable(row))
        if changing & reads:
            problem = f"d{state}/dt is not linear in the states"
            break
        matrix.append(row)
    zeros = {e.leaf(s): g.const(0.0) for s in e.ode}
    constant = g.substitute([e.drift[s] for s in e.ode], zeros)
    if not problem:
        reads = set(g.reachable(constant))
        if changing & reads:
            problem = "its constant part changes within a step"
    if problem:
        if required:
            raise ModelError(f"method exact does not fit this model: {problem}; use rk4 or euler")
        return [], []
    return matrix, constant


def _multiply(g: Graph, a: Matrix, b: Matrix) -> Matrix:
    n = range(len(a))
    product = [[g.const(0.0) for _ in n] for _ in n]
    for i in n:
        for j in n:
            for k in n:
                product[i][j] = g.add(product[i][j], g.mul(a[i][k], b[k][j]))
    return product


def exponential(g: Graph, matrix: Matrix) -> Matrix:
    """exp(M) by scaling, a Taylor polynomial and squaring (Moler & Van Loan 2003, method 3).

    Zeros of M fold away, so a triangular system stays triangular. Everything depends on parameters and dt alone,
    so a kernel computes it once a call, not once a step. Accurate to 1e-12 for entries of M up to 60.
    """
    n = range(len(matrix))
    scale = g.const(2.0**-SQUARINGS)
    small = [[g.mul(scale, a) for a in row] for row in matrix]
    one, zero = g.const(1.0), g.const(0.0)
    # expm1 is squared instead of exp: (1+E)**2 - 1 = 2E + E**2 keeps small rates accurate
    term = [[one if i == j else zero for j in n] for i in n]
    total = [[zero for _ in n] for _ in n]
    for k in range(1, TERMS + 1):
        inverse = g.const(1.0 / k)
        term = [[g.mul(inverse, a) for a in row] for row in _multiply(g, term, small)]
        total = [[g.add(total[i][j], term[i][j]) for j in n] for i in n]
    for _ in range(SQUARINGS):
        square = _multiply(g, total, total)
        total = [[g.add(g.add(total[i][j], total[i][j]), square[i][j]) for j in n] for i in n]
    return [[g.add(total[i][j], one if i == j else zero) for j in n] for i in n]
