"""Numba's compiler as a typed decorator, and the names of the arrays.

No kernel makes an array, so none counts references (``_nrt``): with tuples of thirty arrays that was most of the time, and of compiling.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

I64 = npt.NDArray[np.int64]
I32 = npt.NDArray[np.int32]
I16 = npt.NDArray[np.int16]
U8 = npt.NDArray[np.uint8]
U64 = npt.NDArray[np.uint64]
F64 = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Records = npt.NDArray[np.void]

_compiler = cast(Any, numba.njit)


def compiled(kernel: Kernel) -> Kernel:
    """Compile when first called, without the interpreter's lock; the machine code is kept beside the source, or in the user's cache."""
    return cast(Kernel, _compiler(cache=True, nogil=True, _nrt=False)(kernel))


def typed(signature: str) -> Callable[[Kernel], Kernel]:
    """The same for one signature only: whatever whole number it is called with, it is compiled once."""

    def made(kernel: Kernel) -> Kernel:
        return cast(Kernel, _compiler(signature, cache=True, nogil=True, _nrt=False)(kernel))

    return made


def inlined(kernel: Kernel) -> Kernel:
    """Put into every kernel that calls it: a call that hands on tuples of arrays costs more than what these do."""
    return cast(Kernel, _compiler(inline="always", _nrt=False)(kernel))
