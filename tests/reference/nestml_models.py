"""Whether NESTML accepts what `kernels.generate_code(..., target="nestml")` writes: its parser and its own checks.

Run it with the project's own Python and name one that has NESTML, for nothing of the project needs it:

    python -m venv nestml && nestml/bin/pip install nestml
    PYTHONPATH=. python tests/reference/nestml_models.py nestml/bin/python

It writes nestml_models.json beside itself: NESTML's version, and for each model the SHA-256 of its text, if NESTML
parsed it and its context conditions found no error. NEST itself is not run.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import kernels

HERE = Path(__file__).parent
MODELS = (
    "lif", "izhikevich", "adex", "hodgkin_huxley", "fitzhugh_nagumo", "mihalas_niebur", "connor_stevens", "cuba_lif",
    "superspike", "morris_lecar", "prinz_ab_pd", "mongillo_stp",
)  # fmt: skip
BROKEN = "model broken_neuron:\n    state:\n        v real = 0.0\n\n    equations:\n        v' = (w - v) / (1 ms)\n"

CHECK = """
import sys
from importlib.metadata import version
from pynestml.cocos.co_cos_manager import CoCosManager
from pynestml.symbol_table.symbol_table import SymbolTable
from pynestml.symbols.predefined_functions import PredefinedFunctions
from pynestml.symbols.predefined_types import PredefinedTypes
from pynestml.symbols.predefined_units import PredefinedUnits
from pynestml.symbols.predefined_variables import PredefinedVariables
from pynestml.utils.ast_source_location import ASTSourceLocation
from pynestml.utils.logger import Logger, LoggingLevel
from pynestml.utils.model_parser import ModelParser

Logger.init_logger(LoggingLevel.NO)
SymbolTable.initialize_symbol_table(ASTSourceLocation(0, 0, 0, 0))
PredefinedUnits.register_units()
PredefinedTypes.register_types()
PredefinedFunctions.register_functions()
PredefinedVariables.register_variables()
print(version("nestml"))
for path in sys.argv[1:]:
    unit = ModelParser.parse_file(path)
    if unit is None:
        print("does not parse")
        continue
    (model,) = unit.get_model_list()
    CoCosManager.check_cocos(model)
    print(len(Logger.get_messages(model, LoggingLevel.ERROR)), "errors")
"""


def text_of(slug: str) -> str:
    """The NESTML text of a model with its own settings."""
    return kernels.generate_code(kernels.load(slug), target="nestml").text


def main() -> None:
    """Check every model and write the file; a wrong model among them has to be found, or nothing is written."""
    with tempfile.TemporaryDirectory() as folder:
        texts = {slug: text_of(slug) for slug in MODELS} | {"broken": BROKEN}
        for slug, text in texts.items():
            Path(folder, f"{slug}.nestml").write_text(text, encoding="utf-8")
        command = [sys.argv[1], "-c", CHECK, *(str(Path(folder, f"{slug}.nestml")) for slug in texts)]
        done = subprocess.run(command, capture_output=True, check=True, text=True)
    version, *verdicts = done.stdout.splitlines()
    found = dict(zip(texts, verdicts, strict=True))
    print(json.dumps(found, indent=1))
    if found.pop("broken") == "0 errors" or set(found.values()) != {"0 errors"}:
        raise SystemExit("not as it should be; nothing written")
    record = {"nestml": version, "models": {s: hashlib.sha256(texts[s].encode()).hexdigest() for s in MODELS}}
    (HERE / "nestml_models.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
