"""LLVM text -> machine code in this process, through the object cache.

llvmlite compiles and links; Numba is not needed. Calls go through ctypes, which releases the GIL.
"""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from functools import cache
from typing import Any

import llvmlite
import llvmlite.binding as llvm

from kernels.codegen import object_cache

ATTRIBUTES = 'attributes #0 = { nounwind "prefer-vector-width"="512" "min-legal-vector-width"="512" }'
OPTIMISATION = 3  # of instruction selection and scheduling; the text itself needs no passes
# Constants beside the code are operands of its instructions where they are known to lie near, which takes llvmlite's
# own memory manager; elsewhere each costs two instructions more.
NEAR = sys.platform == "linux"
CODE_MODEL = "small" if NEAR else "jitdefault"

_lock = threading.Lock()  # LLVM's compile queue is one at a time
_loaded: dict[str, Linked] = {}


@dataclass(frozen=True, slots=True)
class Linked:
    """Callable functions by name; `engine` keeps their code alive."""

    functions: dict[str, Any]
    engine: llvm.ExecutionEngine


@cache
def _machine() -> llvm.TargetMachine:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_default_triple()
    return target.create_target_machine(
        cpu=cpu_name(), features=cpu_features(), opt=OPTIMISATION, reloc="default", codemodel=CODE_MODEL, jit=True
    )


@cache
def cpu_name() -> str:
    """The processor LLVM compiles for."""
    return str(llvm.get_host_cpu_name())


@cache
def cpu_features() -> str:
    """The processor's features as LLVM writes them."""
    return str(llvm.get_host_cpu_features().flatten())


def load(text: str, signatures: dict[str, Any]) -> Linked:
    """The functions of an LLVM text: from memory, from the cache on disk, or compiled now.

    `signatures` maps each function's name to its ctypes prototype.
    """
    versions = (llvmlite.__version__, str(llvm.llvm_version_info), str(OPTIMISATION), CODE_MODEL)
    key = object_cache.key_of(text, *versions, cpu_name(), cpu_features())
    with _lock:
        if key not in _loaded:
            code = object_cache.load(key)
            if code is None:
                code = compile_object(text)
                object_cache.store(key, code)
            _loaded[key] = _link(code, signatures)
        return _loaded[key]


def compile_object(text: str) -> bytes:
    """Object code of an LLVM text for this processor."""
    machine = _machine()
    module = llvm.parse_assembly(text)
    module.triple = machine.triple
    module.data_layout = str(machine.target_data)
    return bytes(machine.emit_object(module))


def _link(code: bytes, signatures: dict[str, Any]) -> Linked:
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _machine(), use_lmm=NEAR or None)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    functions = {name: prototype(engine.get_function_address(name)) for name, prototype in signatures.items()}
    return Linked(functions, engine)
