"""Completion scripts for bash, zsh and fish, made from the command table.

Model names are asked of `sctui models --names` when they are needed, so that the scripts never go stale.
"""

from __future__ import annotations

from collections.abc import Callable

from sctui.arguments import MODEL_ARGUMENTS, OUTPUTS, Argument, Command
from sctui.command_table import BY_NAME, COMMANDS
from sctui.manual import topics
from sctui.operations import OPERATIONS

MODEL_NAMES = "sctui models --names 2>/dev/null"
CATEGORY_NAMES = "sctui models --categories 2>/dev/null"


def offered() -> list[Command]:
    """Every command, and every operation with the options that all have: its own would cost the start of numpy."""
    operations = [
        Command(
            item.name,
            item.help,
            "sctui.commands.operation",
            (
                *(one for one in MODEL_ARGUMENTS if item.subject and (item.runs or one.group == "arguments")),
                *OUTPUTS,
            ),
        )
        for item in OPERATIONS.values()
        if item.name not in BY_NAME
    ]
    return [*COMMANDS, *operations]


def words_for(argument: Argument) -> tuple[str, ...]:
    """The fixed words that can stand for an argument; empty where they are files, models, or anything."""
    if argument.choices:
        return argument.choices
    if argument.complete == "topic":
        return tuple(dict.fromkeys([*topics(), *(command.name for command in COMMANDS)]))
    return ()


def positional(command: Command) -> Argument | None:
    """The argument of a command that is given by place, if it has one (none has two)."""
    return next((argument for argument in command.arguments if argument.positional), None)


def options(command: Command) -> list[Argument]:
    """The arguments of a command that are given by name."""
    return [argument for argument in command.arguments if not argument.positional]


# --- bash


def bash() -> str:
    """For `eval "$(sctui completion bash)"` in ~/.bashrc."""
    names = " ".join(command.name for command in offered())
    lines = [
        "# bash completion of sctui",
        "_sctui() {",
        "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}",
        "    local IFS=$' \\t\\n'",
        "    COMPREPLY=()",
        "    if ((COMP_CWORD == 1)); then",
        f'        COMPREPLY=($(compgen -W "{names} --help --version" -- "$current"))',
        "        return",
        "    fi",
        '    case "$command $previous" in',
    ]
    for command in offered():
        for argument in options(command):
            if argument.kind != "flag":
                pattern = " | ".join(f'"{command.name} {name}"' for name in argument.names)
                lines.append(f"        {pattern}) {_bash_values(argument)} return ;;")
    lines += ["    esac", "    if [[ $current == -?* ]]; then", '        case "$command" in']
    for command in offered():
        flags = " ".join([*(name for argument in options(command) for name in argument.names), "--help"])
        lines.append(f'            {command.name}) COMPREPLY=($(compgen -W "{flags}" -- "$current")) ;;')
    lines += ["        esac", "        return", "    fi", '    case "$command" in']
    for command in offered():
        argument_by_place = positional(command)
        if argument_by_place:
            lines.append(f"        {command.name}) {_bash_values(argument_by_place)} ;;")
    lines += ["    esac", "}", "complete -o filenames -F _sctui sctui"]
    return "\n".join(lines)


def _bash_values(argument: Argument) -> str:
    """The statement that fills COMPREPLY with what can stand for an argument."""
    ode_files = """$(compgen -d -- "$current") $(compgen -f -X '!*.ode' -- "$current")"""
    verilog_files = """$(compgen -f -X '!*.v' -- "$current")"""
    words = words_for(argument)
    if words:
        return f'COMPREPLY=($(compgen -W "{" ".join(words)}" -- "$current"));'
    by_kind = {
        "model": f'COMPREPLY=($(compgen -W "$({MODEL_NAMES})" -- "$current") {ode_files});',
        "category": f'COMPREPLY=($(compgen -W "$({CATEGORY_NAMES})" -- "$current"));',
        "ode": f"COMPREPLY=({ode_files});",
        "design": f"""COMPREPLY=($(compgen -W "$({MODEL_NAMES})" -- "$current") {ode_files} {verilog_files});""",
        "file": 'COMPREPLY=($(compgen -f -- "$current"));',
        "folder": 'COMPREPLY=($(compgen -d -- "$current"));',
    }
    return by_kind.get(argument.complete, "")


# --- zsh


def zsh() -> str:
    """For `eval "$(sctui completion zsh)"` in ~/.zshrc after compinit."""
    lines = [
        "#compdef sctui",
        f'_sctui_models() {{ local -a names; names=(${{(f)"$({MODEL_NAMES})"}})',
        '    compadd -a names; _files -g "*.ode" }',
        '_sctui_designs() { _sctui_models; _files -g "*.v" }',
        f'_sctui_categories() {{ local -a names; names=(${{(f)"$({CATEGORY_NAMES})"}}); compadd -a names }}',
        "_sctui() {",
        "    if (( CURRENT == 2 )); then",
        "        local -a commands",
        "        commands=(",
        *(f"            {_quoted(f'{command.name}:{command.summary}')}" for command in offered()),
        "        )",
        "        _describe command commands",
        "        return",
        "    fi",
        "    local command=$words[2]",
        "    shift words",
        "    (( CURRENT-- ))",
        '    case "$command" in',
    ]
    for command in offered():
        specs = [_zsh_spec(argument) for argument in command.arguments]
        lines.append(f"        {command.name}) _arguments {' '.join(specs)} '--help[explain the command]' ;;")
    return "\n".join([*lines, "    esac", "}", "compdef _sctui sctui"])


def _zsh_spec(argument: Argument) -> str:
    """An `_arguments` specification: `'--dt[time step]:T:'`."""
    action = {
        "model": "_sctui_models",
        "category": "_sctui_categories",
        "design": "_sctui_designs",
        "file": "_files",
        "folder": "_files -/",
        "ode": '_files -g "*.ode"',
    }.get(argument.complete, "")
    words = words_for(argument)
    action = f"({' '.join(words)})" if words else action
    what = argument.metavar or argument.names[-1].lstrip("-")
    help = argument.help.translate({ord(c): "\\" + c for c in "[]:"})
    if argument.positional:
        return _quoted(f"{'*' if argument.many else '1'}:{what.lower()}:{action}")
    repeat = "*" if argument.many else ""
    value = "" if argument.kind == "flag" else f":{what}:{action}"
    return " ".join(_quoted(f"{repeat}{name}[{help}]{value}") for name in argument.names)


# --- fish


def fish() -> str:
    """For `sctui completion fish | source` in config.fish."""
    lines = ["# fish completion of sctui", "complete -c sctui -f"]
    for command in offered():
        lines.append(f"complete -c sctui -n __fish_use_subcommand -a {command.name} -d {_quoted(command.summary)}")
    for command in offered():
        when = f"-n '__fish_seen_subcommand_from {command.name}'"
        for argument in command.arguments:
            values = _fish_values(argument)
            if argument.positional:
                lines.append(f"complete -c sctui {when}{values}")
                continue
            names = " ".join(f"-{'l' if name.startswith('--') else 's'} {name.lstrip('-')}" for name in argument.names)
            taking = "" if argument.kind == "flag" else " -r" if values.startswith(" -F") else " -x"
            lines.append(f"complete -c sctui {when} {names}{taking}{values} -d {_quoted(argument.help)}")
    return "\n".join(lines)


def _fish_values(argument: Argument) -> str:
    words = words_for(argument)
    if words:
        return f" -a {_quoted(' '.join(words))}"
    by_kind = {
        "model": f" -a '({MODEL_NAMES}; __fish_complete_suffix .ode)'",
        "category": f" -a '({CATEGORY_NAMES})'",
        "ode": " -a '(__fish_complete_suffix .ode)'",
        "design": f" -a '({MODEL_NAMES}; __fish_complete_suffix .ode; __fish_complete_suffix .v)'",
        "file": " -F",
        "folder": " -a '(__fish_complete_directories)'",
    }
    return by_kind.get(argument.complete, "")


def _quoted(text: str) -> str:
    """In single quotes, for any of the three shells."""
    return "'" + text.replace("'", "'\\''") + "'"


SCRIPTS: dict[str, Callable[[], str]] = {"bash": bash, "zsh": zsh, "fish": fish}
