"""Does a stable or an unstable cycle grow from a Hopf point? The first Lyapunov coefficient there.

Kuznetsov (2004), Elements of Applied Bifurcation Theory, 3rd ed, formula 5.34. Second and third derivatives are
differences of the exact Jacobian.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernels.analysis.constant_drive import Flow

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]

OFFSETS = (2e-4, 4e-4)  # of each state's scale: the sign has to be the same with both


def criticality(flow: Flow, x: Array, p: float, scale: Array, free: NDArray[np.intp]) -> str:
    """supercritical, subcritical, or "" where the coefficient is not finite or its sign is not sure."""
    found = [_coefficient(flow, x, p, scale, free, offset) for offset in OFFSETS]
    if not np.isfinite(found).all() or abs(found[0] - found[1]) > 0.2 * abs(found[1]):
        return ""
    return "supercritical" if found[1] < 0.0 else "subcritical"


def _coefficient(flow: Flow, x: Array, p: float, scale: Array, free: NDArray[np.intp], offset: float) -> float:
    n = len(free)
    sizes = scale[free]

    def jacobians(offsets: Array) -> Array:
        """At places (points, n) away from the Hopf point, in scaled states."""
        places = np.repeat(x[:, None], len(offsets), axis=1)
        places[free] += (offsets * sizes).T
        slopes = flow.at(places, p)[1][:, free[:, None], free]
        return np.asarray(slopes * sizes / sizes[:, None])

    unit = offset * np.eye(n)
    matrix = jacobians(np.zeros((1, n)))[0]
    up, down = jacobians(unit), jacobians(-unit)
    second = ((up - down) / (2.0 * offset)).transpose(1, 2, 0)  # [i, j, k]: d2 F_i / dx_j dx_k
    pairs = unit[:, None, :] + unit[None, :, :], unit[:, None, :] - unit[None, :, :]
    corners = [jacobians(sign * pair.reshape(-1, n)).reshape(n, n, n, n) for pair in pairs for sign in (1.0, -1.0)]
    third = ((corners[0] + corners[1] - corners[2] - corners[3]) / (4.0 * offset**2)).transpose(2, 3, 0, 1)
    if not all(np.isfinite(part).all() for part in (matrix, second, third)):
        return float("nan")
    values, vectors = np.linalg.eig(matrix)
    upper = np.flatnonzero(values.imag > 0.0)
    if len(upper) == 0:
        return float("nan")
    chosen = upper[int(np.argmin(np.abs(values.real[upper])))]
    omega, q = float(values[chosen].imag), vectors[:, chosen]
    left, adjoints = np.linalg.eig(matrix.T)
    a = adjoints[:, int(np.argmin(np.abs(left - np.conj(values[chosen]))))]
    a = a / np.conj(np.vdot(a, q))

    def b(u: Any, v: Any) -> Complex:
        return np.asarray(np.einsum("ijk,j,k->i", second, u, v))

    cubic = np.einsum("ijkl,j,k,l->i", third, q, q, q.conj())
    steady = b(q, np.linalg.solve(matrix.astype(complex), b(q, q.conj())))
    double = b(q.conj(), np.linalg.solve(2j * omega * np.eye(n) - matrix, b(q, q)))
    return float((np.vdot(a, cubic) - 2.0 * np.vdot(a, steady) + np.vdot(a, double)).real / (2.0 * omega))
