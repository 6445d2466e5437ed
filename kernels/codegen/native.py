"""LLVM text -> machine code in this process, through the object cache.

llvmlite compiles and links; Numba is not needed. Calls go through ctypes, which releases the GIL.
"""

from __future__ import annotations

import platform
import struct
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
# Code that reaches its constants by their distance has them as operands of its instructions; each takes two more
# instructions otherwise, which is 5 % of a Hodgkin-Huxley step. The distance has to be short: llvmlite's own memory
# manager lays code and constants side by side, but has no room for calls of functions outside.
NEAR = sys.platform == "linux" and platform.machine() == "x86_64"
DISTANCE = 2  # R_X86_64_PC32 in the relocations of an ELF object

_lock = threading.Lock()  # LLVM's compile queue is one at a time
_loaded: dict[str, Linked] = {}


@dataclass(frozen=True, slots=True)
class Linked:
    """Callable functions by name; `engine` keeps their code alive."""

    functions: dict[str, Any]
    engine: llvm.ExecutionEngine


@cache
def _machine(near: bool) -> llvm.TargetMachine:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_default_triple()
    return target.create_target_machine(
        cpu=cpu_name(), features=cpu_features(), opt=OPTIMISATION, reloc="default",
        codemodel="small" if near else "jitdefault", jit=True,
    )  # fmt: skip


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
    versions = (llvmlite.__version__, str(llvm.llvm_version_info), str(OPTIMISATION), str(NEAR))
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
    code = _emit(text, NEAR)
    return code if not NEAR or _stands_alone(code) else _emit(text, False)


def _emit(text: str, near: bool) -> bytes:
    machine = _machine(near)
    module = llvm.parse_assembly(text)
    module.triple = machine.triple
    module.data_layout = str(machine.target_data)
    return bytes(machine.emit_object(module))


def _stands_alone(code: bytes) -> bool:
    """Whether an ELF object refers to nothing but places in itself, all by their distance."""
    sections = llvm.ObjectFileRef.from_data(code).sections()
    tables = [section.data() for section in sections if (section.name() or b"").startswith(b".rela")]
    # each entry: offset, kind, symbol, what is added
    return all(kind == DISTANCE for table in tables for _, kind, _, _ in struct.iter_unpack("<QIIq", table))


def _link(code: bytes, signatures: dict[str, Any]) -> Linked:
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _machine(NEAR), use_lmm=True if NEAR else None)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    functions = {name: prototype(engine.get_function_address(name)) for name, prototype in signatures.items()}
    return Linked(functions, engine)
