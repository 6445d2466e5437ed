"""The tables of the manual, each made from the table that the program itself works with."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hdl.refusal import ADVICE, REASONS
from kernels.language.codes import CODES
from kernels.language.constants import BUILTIN_NAMES
from kernels.language.functions import FUNCTIONS, signature
from kernels.language.measures import MEASURES, measure_signature
from kernels.language.protocols import PROTOCOLS, protocol_signature
from kernels.language.syntax.directives import DIRECTIVES
from kernels.language.syntax.settings import METHODS
from kernels.language.units.unit_table import PREFIXES, SHORT_FORMS, unit_names
from sctui.arguments import Command
from sctui.command_table import COMMANDS
from sctui.hardware_commands import SETTINGS
from sctui.manual_models import models_page
from sctui.manual_studio import actions, settings, themes, views
from sctui.markdown_table import markdown
from sctui.usage import page


def commands() -> str:
    """All commands with their one line."""
    return markdown(("command", "what it does"), [(f"sctui {item.name}", item.summary) for item in COMMANDS])


def command_pages() -> str:
    """The help of every command; the settings of a run stand with `sctui run` alone."""
    return "\n\n".join(f"## sctui {item.name}\n\n```\n{page(item)}\n```{also}" for item, also in _shortened())


def _shortened() -> Iterator[tuple[Command, str]]:
    for item in COMMANDS:
        own = tuple(one for one in item.arguments if one not in SETTINGS)
        if item.name == "run" or len(own) == len(item.arguments):
            yield item, ""
        else:
            yield item._replace(arguments=own), "\n\nStimulus, model and run: the options of `sctui run`."


def functions() -> str:
    """The built-in functions."""
    return markdown(("call", "meaning"), [(signature(item), item.doc) for item in FUNCTIONS.values()])


def names() -> str:
    """The predefined names."""
    rows = [(item.name, "" if item.unit == "1" else item.unit, item.doc) for item in BUILTIN_NAMES.values()]
    return markdown(("name", "unit", "meaning"), rows)


def units() -> str:
    """The unit names: full ones, then the short forms."""
    full = [name for name in unit_names() if name not in SHORT_FORMS and _has_no_prefix(name)]
    prefixes = ", ".join(f"`{prefix}` 1e{power}" for prefix, power in PREFIXES.items())
    return (
        f"Full names: {', '.join(full)}.\n\nWith a prefix in front ({prefixes}): mvolt, nsiemens, kohm ...\n\n"
        f"Short forms: {', '.join(SHORT_FORMS)}."
    )


def _has_no_prefix(name: str) -> bool:
    return not any(name.startswith(prefix) and name[len(prefix) :] in _ALL_UNITS for prefix in PREFIXES)


_ALL_UNITS = frozenset(unit_names())


def directives() -> str:
    """The directives."""
    rows = [(item.key, item.doc, item.example) for item in DIRECTIVES.values()]
    return markdown(("key", "meaning", "example"), rows)


def protocols() -> str:
    """The stimulus protocols."""
    return markdown(("protocol", "meaning"), [(protocol_signature(item), item.doc) for item in PROTOCOLS.values()])


def methods() -> str:
    """The integration methods."""
    return markdown(("method", "what it is"), list(METHODS.items()))


def measures() -> str:
    """What an expect line can measure."""
    return markdown(("measure", "meaning"), [(measure_signature(item), item.doc) for item in MEASURES.values()])


def diagnostics() -> str:
    """Every code that a diagnostic can have."""
    rows = [(code.code, code.severity, f"{code.title}. {code.explanation}") for code in CODES.values()]
    return markdown(("code", "severity", "meaning"), rows)


def refusals() -> str:
    """Why a model cannot become hardware, and what can be done about it."""
    rows = [(f"{text[0].upper()}{text[1:]}.", ADVICE.get(reason, "")) for reason, text in REASONS.items()]
    return markdown(("why", "what helps"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "commands": commands,
    "command_pages": command_pages,
    "functions": functions,
    "names": names,
    "units": units,
    "directives": directives,
    "protocols": protocols,
    "methods": methods,
    "measures": measures,
    "diagnostics": diagnostics,
    "models": models_page,
    "actions": actions,
    "settings": settings,
    "themes": themes,
    "views": views,
    "refusals": refusals,
}
