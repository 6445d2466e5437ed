"""Emacs, Kate and Sublime Text's syntax: their own highlighters on the whole library, and Eglot with the server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from kernels.library import entries, read_text
from lsp.editor_files.kate import STYLES
from lsp.editor_files.textmate import SCOPES
from tests.editors.colours import disagreements

ROOT = Path(__file__).parents[2]
EDITORS = ROOT / "editors"
KATE = shutil.which("kate-syntax-highlighter") or shutil.which("ksyntaxhighlighter6")
BAT = shutil.which("bat") or shutil.which("batcat")
EMACS = shutil.which("emacs")
TEXTS = {entry.slug: read_text(entry.path).rstrip("\n") for entry in entries()}
LONGEST = 120  # seconds before a program is taken for hanging

KATE_KINDS = {
    "Comment": "comment", "Directive": "directive", "Label": "text", "Text": "text", "String": "text",
    "Number": "number", "Unit": "unit", "Constant": "constant", "Function": "function", "Word": "word",
    "State": "definition", "Operator": "", "Normal": "",
}  # fmt: skip
SCOPE_KINDS = {
    "comment": "comment", "directive": "directive", "label": "text", "text": "text", "string": "text",
    "number": "number", "unit": "unit", "constant": "constant", "function": "function", "call": "function",
    "word": "word", "state": "definition", "definition": "definition", "operator": "", "punctuation": "",
}  # fmt: skip
EMACS_KINDS = {
    "font-lock-comment-face": "comment", "font-lock-comment-delimiter-face": "comment",
    "font-lock-preprocessor-face": "directive", "font-lock-string-face": "text", "ode-number-face": "number",
    "font-lock-type-face": "unit", "font-lock-constant-face": "constant", "font-lock-builtin-face": "function",
    "font-lock-function-name-face": "function", "font-lock-keyword-face": "word",
    "font-lock-variable-name-face": "definition", "ode-label-face": "text", "nil": "", "default": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of all models of the library, one behind the other."""
    path = tmp_path_factory.mktemp("library") / "all.ode"
    path.write_text("".join(f"{text}\n" for text in TEXTS.values()), encoding="utf-8")
    return path


def colour(at: int) -> str:
    """A colour of its own for each number."""
    return f"#{at * 16 + 8:02x}4080"


def compared(shown: list[list[str]]) -> dict[str, list[str]]:
    """The first disagreements of each model that has some; `shown` are the lines of the file of all."""
    wrong = {}
    at = 0
    for slug, text in TEXTS.items():
        count = len(text.split("\n"))
        found = disagreements(text, shown[at : at + count])
        at += count
        if found:
            wrong[slug] = found[:5]
    assert at == len(shown)
    return wrong


@pytest.mark.skipif(KATE is None, reason="no kate-syntax-highlighter: Debian's libkf5syntaxhighlighting-tools")
def test_kate_colours_the_whole_library(library: Path, tmp_path: Path) -> None:
    places = tmp_path / "org.kde.syntax-highlighting"
    (places / "syntax").mkdir(parents=True)
    shutil.copy(EDITORS / "kate" / "ode.xml", places / "syntax")
    styles = list(dict.fromkeys(STYLES.values()))
    colours = {style.removeprefix("ds"): {"text-color": colour(at)} for at, style in enumerate(styles)}
    kinds = {colour(styles.index(style)): KATE_KINDS[name] for name, style in STYLES.items() if name in KATE_KINDS}
    theme = {"metadata": {"name": "Kinds", "revision": 1}, "text-styles": colours, "editor-colors": {}}
    (places / "themes").mkdir()
    (places / "themes" / "kinds.theme").write_text(json.dumps(theme))
    command = [str(KATE), "-s", "ODE", "-t", "Kinds", "-f", "html", str(library)]
    surroundings = os.environ | {"XDG_DATA_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, capture_output=True, text=True, env=surroundings, timeout=LONGEST, check=True)
    page = done.stdout.partition("<pre>\n")[2].partition("</pre>")[0].rstrip("\n")
    assert compared([spans(line, kinds) for line in page.split("\n")]) == {}


def spans(line: str, kinds: dict[str, str]) -> list[str]:
    """The kind of each character of a line of HTML."""
    out: list[str] = []
    kind = ""
    for piece in re.split(r"(<[^>]*>)", line):
        if piece.startswith("<"):
            match = re.search(r"color:(#\w+)", piece)
            kind = kinds[match[1]] if match else ""
        else:
            out += [kind] * len(unescape(piece))
    return out


@pytest.mark.skipif(BAT is None, reason="no bat, which reads Sublime Text's syntax: `apt-get install bat`")
def test_sublime_syntax_colours_the_whole_library(library: Path, tmp_path: Path) -> None:
    for name in ("syntaxes", "themes"):
        (tmp_path / name).mkdir()
    shutil.copy(EDITORS / "sublime" / "ODE.sublime-syntax", tmp_path / "syntaxes")
    rules = "".join(
        f"<dict><key>scope</key><string>{scope}</string><key>settings</key><dict><key>foreground</key>"
        f"<string>{colour(at)}</string></dict></dict>"
        for at, scope in enumerate(SCOPES.values())
    )
    (tmp_path / "themes" / "kinds.tmTheme").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict><key>name</key><string>kinds</string>'
        "<key>settings</key><array><dict><key>settings</key><dict><key>foreground</key><string>#010101</string>"
        f"</dict></dict>{rules}</array></dict></plist>"
    )
    kinds = {colour(at): SCOPE_KINDS[part] for at, part in enumerate(SCOPES)} | {"#010101": ""}
    surroundings = os.environ | {"XDG_CACHE_HOME": str(tmp_path), "COLORTERM": "truecolor"}
    build = [str(BAT), "cache", "--build", "--source", str(tmp_path), "--target", str(tmp_path / "bat")]
    subprocess.run(build, env=surroundings, capture_output=True, timeout=LONGEST, check=True)
    options = ["--language=ODE", "--theme=kinds", "--color=always", "--style=plain", "--paging=never", "--wrap=never"]
    command = [str(BAT), *options, "--tabs=0", str(library)]
    done = subprocess.run(command, capture_output=True, text=True, env=surroundings, timeout=LONGEST, check=True)
    assert compared([escapes(line, kinds) for line in done.stdout.rstrip("\n").split("\n")]) == {}


def escapes(line: str, kinds: dict[str, str]) -> list[str]:
    """The kind of each character of a line with the escapes of a terminal."""
    out: list[str] = []
    kind = ""
    for piece in re.split(r"(\x1b\[[0-9;]*m)", line):
        match = re.match(r"\x1b\[38;2;(\d+);(\d+);(\d+)m", piece)
        if match:
            kind = kinds["#" + "".join(f"{int(part):02x}" for part in match.groups())]
        elif not piece.startswith("\x1b"):
            out += [kind] * len(piece)
    return out


EMACS_COLOURS = """
(require 'ode-mode)
(require 'json)
(with-temp-buffer
  (insert-file-contents (getenv "LIBRARY"))
  (ode-mode)
  (font-lock-ensure)
  (goto-char (point-min))
  (let ((lines nil))
    (while (not (eobp))
      (let ((faces nil))
        (dotimes (at (- (line-end-position) (point)))
          (let ((face (get-text-property (+ (point) at) 'face)))
            (push (format "%s" (if (consp face) (car face) face)) faces)))
        (push (vconcat (nreverse faces)) lines))
      (forward-line 1))
    (princ (json-encode (vconcat (nreverse lines))))))
"""


def emacs(body: str, folder: Path, **surroundings: str) -> str:
    """What Emacs Lisp prints in an Emacs without a screen that has our mode."""
    (folder / "check.el").write_text(body)
    command = [str(EMACS), "--batch", "-L", str(EDITORS / "emacs"), "-l", str(folder / "check.el")]
    environment = os.environ | {"HOME": str(folder), "PYTHONPATH": str(ROOT)} | surroundings
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder, timeout=LONGEST)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(EMACS is None, reason="no Emacs: `apt-get install emacs-nox`")
def test_emacs_colours_the_whole_library(library: Path, tmp_path: Path) -> None:
    faces = json.loads(emacs(EMACS_COLOURS, tmp_path, LIBRARY=str(library)))
    assert compared([[EMACS_KINDS[face] for face in line] for line in faces]) == {}


@pytest.mark.skipif(EMACS is None, reason="no Emacs: `apt-get install emacs-nox`")
def test_emacs_shows_a_plot(tmp_path: Path) -> None:
    body = f"""
    (require 'ode-mode)
    (setq ode-program-command '("{sys.executable}" "-m" "sctui"))
    (with-temp-buffer
      (insert "dv/dt = (2 - v)/(10*ms)\\n# threshold: v > 1\\n# reset: v = 0\\n")
      (let ((process (ode-run)))
        (while (accept-process-output process 20))
        (princ (with-current-buffer "*ode*" (buffer-string)))))
    """
    shown = emacs(body, tmp_path)
    assert "spikes in 500 ms" in shown
    assert "│" in shown


EGLOT = """
(add-to-list 'load-path (car (file-expand-wildcards "/usr/share/emacs/site-lisp/elpa*/eglot-*")))
(require 'ode-mode)
(unless (require 'eglot nil t) (princ "no eglot") (kill-emacs 0))
(setq ode-server-command '(%s) eglot-sync-connect 20)
(find-file "my.ode")
(apply #'eglot (eglot--guess-contact))
(let ((end (+ (float-time) 20)))
  (while (and (not (flymake-diagnostics)) (< (float-time) end)) (accept-process-output nil 0.1) (flymake-start)))
(princ (mapconcat #'flymake-diagnostic-text (flymake-diagnostics) "\\n"))
(goto-char (point-min))
(search-forward "E_L =")
(backward-char 4)
(eglot-rename "V_rest")
(princ (buffer-string))
(eglot-shutdown (eglot-current-server))
"""


@pytest.mark.skipif(EMACS is None, reason="no Emacs: `apt-get install emacs-nox`")
def test_eglot_shows_problems_and_renames(tmp_path: Path) -> None:
    text = "dv/dt = (E_L - v)/(10*ms)\nE_L = -65\n# treshold: v > -50\n"
    (tmp_path / "my.ode").write_text(text)
    command = " ".join(f'"{word}"' for word in (sys.executable, "-m", "lsp"))
    shown = emacs(EGLOT % command, tmp_path)
    if "no eglot" in shown:
        pytest.skip("no Eglot: Emacs 29, or Debian's elpa-eglot")
    assert "did you mean `threshold`" in shown
    assert "dv/dt = (V_rest - v)/(10*ms)\nV_rest = -65\n" in shown
