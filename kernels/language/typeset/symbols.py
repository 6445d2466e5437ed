"""Names and numbers in characters: Greek letters, subscripts, superscripts."""

from __future__ import annotations

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "kappa": "κ", "lambda": "λ", "lam": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "inf": "∞",
}  # fmt: skip
SUBSCRIPTS = dict(zip("0123456789aehijklmnoprstuvx+-", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₊₋", strict=True))
SUPERSCRIPTS = dict(zip("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", strict=True))


def symbol(name: str) -> str:
    """`tau_m` as τₘ; a long subscript, or one that Unicode has not, stays behind its underscore."""
    head, *rest = name.split("_")
    shown = GREEK.get(head, head)
    for part in rest:
        if 0 < len(part) <= 2 and all(c in SUBSCRIPTS for c in part) and len(rest) == 1:
            shown += "".join(SUBSCRIPTS[c] for c in part)
        elif part == "inf":
            shown += "_∞"
        else:
            shown += "_" + GREEK.get(part, part)
    return shown


def superscript(text: str) -> str | None:
    """The text raised, None where Unicode has not all of it."""
    if text and all(c in SUPERSCRIPTS for c in text):
        return "".join(SUPERSCRIPTS[c] for c in text)
    return None
