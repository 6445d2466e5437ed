"""The colours of Emacs: the patterns that `ode-mode.el` uses."""

from __future__ import annotations

import re

from lsp.editor_files import vocabulary as words

_BLANK = r"[ \t]*"
_BEGIN = rf"^{_BLANK}(#*){_BLANK}"
_FACES = {"function": "font-lock-builtin-face", "word": "font-lock-keyword-face"}
_DIRECTIVE = "font-lock-preprocessor-face"
_LABEL = "ode-label-face"


def emacs_words() -> str:
    """The file `ode-words.el`."""
    coded = [*words.PLAIN_HEADS, *words.NAMED_HEADS, *words.OPTIONAL_HEADS]
    heads = "|".join(f"{key}{words.head(key).replace('(' + words.NAME + ')', words.NAME)}" for key in coded)
    keywords = "\n    ".join(_keywords())
    return f"""\
;;; ode-words.el --- Patterns of the ODE language for ode-mode -*- lexical-binding: t -*-

;; Written by `python -m lsp.editor_files' from the tables of the language.

;;; Code:

(defconst ode-words-head
  {_lisp(f"{_BEGIN}(?:{heads}){_BLANK}:")}
  "A directive whose value is code; group 1 is what marks it.")

(defconst ode-words-keywords
  '({keywords})
  "The colours, as `font-lock-keywords'. Of two that match at one place the first is shown.")

(provide 'ode-words)
;;; ode-words.el ends here
"""


def _keywords() -> list[str]:
    comment, string = "font-lock-comment-face", "font-lock-string-face"
    text = rf"{_BEGIN}({words.any_of(words.TEXT_HEADS)}){_BLANK}(:)(.*)$"
    rows = [f"({_lisp(text)} (1 {comment} t) (2 {_DIRECTIVE} t) (3 'default t) (4 {string} t))"]
    plain = [key for key in words.PLAIN_HEADS if key not in words.DIRECTIVE_WORDS]
    rows.append(f"({_lisp(rf'{_BEGIN}({words.any_of(plain)}){_BLANK}:')} (1 {comment} t) (2 {_DIRECTIVE} t))")
    for key in dict.fromkeys((*words.NAMED_HEADS, *words.OPTIONAL_HEADS, *words.DIRECTIVE_WORDS)):
        parts = [f"(1 {comment} t)", f"(2 {_DIRECTIVE} t)"]
        if words.head(key):
            parts.append(f"(3 {_LABEL} t t)")
        if key in words.DIRECTIVE_WORDS:
            kind, own = words.DIRECTIVE_WORDS[key]
            parts.append(f"({_lisp(words.whole(own))} nil nil (0 {_FACES[kind]}))")
        rows.append(f"({_lisp(rf'{_BEGIN}({key}){words.head(key)}{_BLANK}:')} {' '.join(parts)})")
    name = words.NAME
    variable, function = "font-lock-variable-name-face", "font-lock-function-name-face"
    tokens = [
        (rf"^{_BLANK}d({name}){_BLANK}/{_BLANK}dt\b", 1, variable),
        (rf"^{_BLANK}({name}){_BLANK}\([^)]*\){_BLANK}=(?:[^=]|$)", 1, function),
        (rf"^{_BLANK}({name}){_BLANK}\[[^]]*\]{_BLANK}=(?:[^=]|$)", 1, variable),
        (rf"^{_BLANK}({name}){_BLANK}(?::|=(?:[^=]|$))", 1, variable),
        (r"(?:\b[0-9]+\.?[0-9]*|\B\.[0-9]+)(?:[eE][-+]?[0-9]+)?", 0, "ode-number-face"),
        (words.whole(words.OPERATOR_WORDS), 0, "font-lock-keyword-face"),
        (words.whole(words.FUNCTION_WORDS), 0, "font-lock-builtin-face"),
        (rf"{words.whole(words.CONSTANT_WORDS)}|\b{words.NOISE}\b", 0, "font-lock-constant-face"),
        (words.unit_pattern(), 0, "font-lock-type-face"),
        (rf"\b({name}){_BLANK}\(", 1, function),
    ]
    return [*rows, *(f"({_lisp(pattern)} ({group} {face}))" for pattern, group, face in tokens)]


def _lisp(pattern: str) -> str:
    """A pattern as a string of Emacs Lisp, where groups and alternatives have a backslash and literal ones none."""
    out = []
    for piece in re.findall(r"\[\^?\]?[^\]]*\]|\\.|\(\?:|.", pattern):
        if piece in ("(?:", "(", ")", "|"):
            out.append("\\" + piece)
        elif piece in (r"\(", r"\)", r"\|"):
            out.append(piece[1])
        else:
            out.append(piece)
    assert "(?=" not in pattern
    assert "(?<" not in pattern
    return '"' + "".join(out).replace("\\", "\\\\").replace('"', '\\"').replace("\\\\t", "\\t") + '"'
