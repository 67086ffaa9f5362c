"""Wide loads for the kernels of `_words`: 64 bytes of text as two masks, 8 bytes as a number.

They are written in LLVM's language, which turns them into what the processor has: one comparison
with AVX-512, two with AVX2, more without. `_words` does the same bytewise where a load might reach
behind the text, and everywhere if it is told to; a test holds that both give the same hashes.
Not tried on ARM. Numba's cache does not see changes here: touch `_words` after one.
"""
# ruff: noqa: ANN401 - numba and llvmlite have no types

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from etl.dedup._hashing import Bytes

BLOCK = 64  # bytes a mask

_BYTES, _NUMBER = ir.VectorType(ir.IntType(8), BLOCK), ir.IntType(64)
Generated = tuple[Any, Callable[..., Any]]


def _letters(_typing: Any, data: Any, at: Any) -> Generated:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        block = _loaded(context, builder, signature, args, _BYTES)
        small = builder.or_(block, _each(0x20))
        letter = builder.icmp_unsigned("<", builder.sub(small, _each(ord("a"))), _each(26))
        digit = builder.icmp_unsigned("<", builder.sub(block, _each(ord("0"))), _each(10))
        return builder.bitcast(builder.or_(letter, digit), _NUMBER)

    return types.uint64(data, at), generate


def _beyond(_typing: Any, data: Any, at: Any) -> Generated:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        block = _loaded(context, builder, signature, args, _BYTES)
        return builder.bitcast(builder.icmp_signed("<", block, _each(0)), _NUMBER)

    return types.uint64(data, at), generate


def _eight(_typing: Any, data: Any, at: Any) -> Generated:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _loaded(context, builder, signature, args, _NUMBER)

    return types.uint64(data, at), generate


def _zeros(_typing: Any, mask: Any) -> Generated:
    def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(mask), generate


def _loaded(context: Any, builder: Any, signature: Any, args: Any, kind: Any) -> Any:
    """What stands at `args[1]` of the array `args[0]`, at any address."""
    start = context.make_array(signature.args[0])(context, builder, args[0]).data
    place = builder.bitcast(builder.gep(start, [args[1]]), kind.as_pointer())
    return builder.load(place, align=1)


def _each(byte: int) -> Any:
    return ir.Constant(_BYTES, [byte] * BLOCK)


# Bit i tells of byte `at + i`: an ASCII letter or digit; a byte of a longer character.
letters: Callable[[Bytes, int], np.uint64] = intrinsic(_letters)
beyond: Callable[[Bytes, int], np.uint64] = intrinsic(_beyond)
# Eight bytes, the first the lowest, on a processor that numbers them so (x86, ARM as it is used).
eight: Callable[[Bytes, int], np.uint64] = intrinsic(_eight)
# The number of zeros below the lowest bit that is set; 64 for none.
zeros: Callable[[np.uint64], int] = intrinsic(_zeros)
