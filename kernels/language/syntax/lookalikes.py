"""Characters outside ASCII that people paste into equations, and what they stand for."""

from __future__ import annotations

OPERATORS = {
    "\u2212": "-", "\u2013": "-", "\u2014": "-", "\u00d7": "*", "\u00b7": "*", "\u22c5": "*", "\u2217": "*",
    "\u00f7": "/", "\u2215": "/", "\u2044": "/", "\u2264": "<=", "\u2265": ">=", "\u2260": "!=", "\uff1d": "=",
    "\u2192": "->", "\uff08": "(", "\uff09": ")", "\uff0c": ",", "\uff1b": ";", "\uff1a": ":", "\u2227": "and",
    "\u2228": "or", "\u00ac": "not",
}  # fmt: skip

# Superscripts become powers, the micro sign and Greek letters the names that everybody writes in ASCII.
LETTERS = {
    "\u00b2": "**2", "\u00b3": "**3", "\u2074": "**4", "\u00b5": "u", "\u03bc": "u", "\u2126": "ohm", "\u221e": "inf",
    "\u03b1": "alpha", "\u03b2": "beta", "\u03b3": "gamma", "\u03b4": "delta", "\u03b5": "epsilon", "\u03b6": "zeta",
    "\u03b7": "eta", "\u03b8": "theta", "\u03b9": "iota", "\u03ba": "kappa", "\u03bb": "lambda_", "\u03bd": "nu",
    "\u03be": "xi", "\u03c0": "pi", "\u03c1": "rho", "\u03c3": "sigma", "\u03c4": "tau", "\u03c5": "upsilon",
    "\u03c6": "phi", "\u03d5": "phi", "\u03c7": "chi", "\u03c8": "psi", "\u03c9": "omega", "\u0393": "Gamma",
    "\u0394": "Delta", "\u0398": "Theta", "\u039b": "Lambda", "\u03a3": "Sigma", "\u03a6": "Phi", "\u03a8": "Psi",
    "\u03a9": "Omega", "\u2080": "0", "\u2081": "1", "\u2082": "2", "\u2083": "3", "\u2084": "4", "\u221a": "sqrt",
}  # fmt: skip

# Blanks that are not the blank: shown as nothing, so the reader cannot see what is wrong.
BLANKS = frozenset("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")
INVISIBLE = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\u0085\u00ad"
)


def ascii_spelling(word: str) -> str | None:
    """`word` with every look-alike replaced, or None where a character has no ASCII counterpart."""
    spelled = "".join(LETTERS.get(character, character) for character in word)
    return spelled if spelled.isascii() else None
