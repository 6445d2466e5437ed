"""The Verilog that the reference studio's equation compiler makes of its own five templates, as a line of JSON.

Its defaults are used: Q8.8, saturating, no pipeline. Keys: `version`, `templates` and `files` by name, `refused` (why).
"""

from __future__ import annotations

import argparse
import json
import os
from importlib.metadata import version


def main() -> None:
    """Prints the files of all templates."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    # what the peer prints goes to standard error
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    from sc_neurocore.compiler.equation_compiler import compile_to_verilog  # here, so that --help needs no peer
    from sc_neurocore.neurons.equation_builder import from_equations
    from sc_neurocore.studio.templates import TEMPLATES

    files, refused = {}, {}
    for name, one in TEMPLATES.items():
        try:
            neuron = from_equations(
                *one["equations"], threshold=one["threshold"], reset=one["reset"] or None, params=one["params"],
                init=one["init"], dt=one["dt"],
            )  # fmt: skip
            files[name] = compile_to_verilog(neuron, module_name=f"sc_{name}")
        except Exception as error:  # whatever a peer raises is its answer
            refused[name] = f"{type(error).__name__}: {error}"
    record = {"version": f"sc-neurocore {version('sc-neurocore')}", "refused": refused}
    record |= {"templates": {name: dict(one) for name, one in TEMPLATES.items()}, "files": files}
    print(json.dumps(record), file=answers, flush=True)


if __name__ == "__main__":
    main()
