"""Every command of `sctui`: its name, help, arguments, and the module that runs it.

This one table feeds parsing, `--help`, shell completion and the manual's command pages.
It holds plain tuples and imports nothing heavy: it is read before anything else happens.
"""

from __future__ import annotations

from sctui.arguments import (
    JSON,
    MARKERS,
    ODE_FILES,
    PATTERNS,
    RUN_ARGUMENTS,
    SCHEDULER,
    SHELLS,
    THEMES,
    Argument,
    Command,
)  # fmt: skip
from sctui.hardware_commands import HARDWARE_COMMANDS

COMMANDS = (
    Command(
        "open",
        "open the studio in this terminal; sctui alone does it too",
        "sctui.commands.open",
        (
            Argument(
                ("WHAT",),
                "a link, an .ode file, a saved session, or a library model; without it, what was open last",
                optional=True,
                complete="model",
                group="arguments",
            ),
            Argument(("--theme",), "colours of the screen", choices=THEMES),
            Argument(("--marker",), "what lines are drawn with", choices=MARKERS),
            Argument(("--no-mouse",), "leave the mouse to the terminal", "flag"),
            Argument(("--no-animation",), "nothing moves by itself", "flag"),
            Argument(("--no-session",), "begin afresh, and leave what was open last as it is", "flag"),
        ),
        (
            ("sctui", "where it was left"),
            ("sctui open adex", "with a model of the library"),
            ("sctui open my.ode --theme light", "with an own file"),
        ),
    ),
    Command(
        "run",
        "simulate one neuron and plot it",
        "sctui.commands.run",
        RUN_ARGUMENTS,
        (
            ("sctui run hodgkin_huxley --current 10 --duration 1000", "a second of firing"),
            ("sctui run my.ode --param tau_m=20 --csv trace.csv", "an own file, traces to a table"),
            ("sctui run lif --protocol sine --frequency 5 --json", "everything as JSON"),
        ),
    ),
    Command(
        "check",
        "report every problem of .ode files, with fixes",
        "sctui.commands.check",
        (
            ODE_FILES,
            Argument(("--fix",), "repair what can be repaired without asking, and say what", "flag"),
            JSON,
        ),
        (
            ("sctui check models/", "all .ode files below a folder"),
            ("sctui check --fix my.ode", "repair what has a fix"),
        ),
    ),
    Command(
        "fmt",
        "lay .ode files out in the standard form",
        "sctui.commands.fmt",
        (
            ODE_FILES,
            Argument(("--check",), "change nothing; exit 1 if a file would change", "flag"),
            Argument(("--diff",), "change nothing; show what would change", "flag"),
        ),
        (("sctui fmt my.ode", "format in place"), ("sctui fmt - < my.ode", "format standard input")),
    ),
    Command(
        "models",
        "list the model library",
        "sctui.commands.models",
        (
            Argument(("--category",), "only this category", metavar="NAME", complete="category"),
            Argument(("--search",), "only models whose name, title, tags or reference contain TEXT", metavar="TEXT"),
            Argument(("--pattern",), "only models whose default run fires so", metavar="LABEL", choices=PATTERNS),
            Argument(("--names",), "print the names alone", "flag"),
            Argument(("--categories",), "print the categories alone", "flag"),
            JSON,
        ),
        (("sctui models --search adapt", "models about adaptation"),),
    ),
    Command(
        "show",
        "one model: equations, parameters, presets, expectations",
        "sctui.commands.show",
        (
            Argument(("MODEL",), "a library model, an .ode file, or -", complete="model", group="arguments"),
            Argument(("--source",), "print the .ode text itself", "flag"),
            Argument(("--quick",), "do not measure what the model is expected to show", "flag"),
            JSON,
        ),
        (("sctui show adex", ""), ("sctui show adex --source > my.ode", "start an own file from the library")),
    ),
    Command(
        "verify",
        "check models against what their expect lines say",
        "sctui.commands.verify",
        (
            Argument(
                ("NAME",),
                "library models, .ode files, folders of them, or -; without any, the whole library",
                many=True,
                optional=True,
                complete="model",
                group="arguments",
            ),
            Argument(("--category",), "only this category of the library", metavar="NAME", complete="category"),
            Argument(("--jobs",), "processes that work side by side (one a core)", "count", "N"),
            JSON,
        ),
        (
            ("sctui verify", "every claim of the library"),
            ("sctui verify hodgkin_huxley my.ode", "these two"),
        ),
    ),
    *HARDWARE_COMMANDS,
    Command(
        "call",
        "carry out an operation given as JSON on standard input",
        "sctui.commands.call",
        (
            Argument(("OPERATION",), "an operation", optional=True, group="arguments"),
            Argument(("--list",), "list the operations", "flag"),
            SCHEDULER._replace(group="options"),
        ),
        (('echo \'{"model": "lif"}\' | sctui call fi-curve', "the f-I curve as JSON"),),
    ),
    Command(
        "warmup",
        "compile the whole library ahead of time",
        "sctui.commands.warmup",
        (Argument(("--quiet",), "no progress bar", "flag"),),
    ),
    Command(
        "lsp",
        "the language server, for an editor to start",
        "sctui.commands.lsp",
        (
            Argument(("--stdio",), "on standard input and output, as without options", "flag"),
            Argument(("--tcp",), "one connection on this loopback address; port 0: a free one", metavar="HOST:PORT"),
        ),
    ),
    Command("where", "print the folders sctui uses", "sctui.commands.where", (JSON,)),
    Command("doctor", "examine the installation and say what to do", "sctui.commands.doctor", (JSON,)),
    Command(
        "completion",
        "print the completion script of a shell",
        "sctui.commands.completion",
        (Argument(("SHELL",), "bash, zsh or fish", choices=SHELLS, group="arguments"),),
        (('eval "$(sctui completion bash)"', "in ~/.bashrc"), ("sctui completion fish | source", "in config.fish")),
    ),
    Command(
        "help",
        "read the manual",
        "sctui.commands.help",
        (Argument(("TOPIC",), "a page or a command", optional=True, complete="topic", group="arguments"),),
        (("sctui help language", "the ODE language"),),
    ),
)

BY_NAME = {command.name: command for command in COMMANDS}
