"""Numba's compiler as a typed decorator. Kernels let go of the interpreter's lock, so threads may share the work."""

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
U16 = npt.NDArray[np.uint16]
Mask = npt.NDArray[np.bool_]


def compiled(kernel: Kernel) -> Kernel:
    """Compile when first called; the machine code is kept beside the source, or in the user's cache."""
    return cast(Kernel, numba.njit(cache=True, nogil=True)(kernel))
