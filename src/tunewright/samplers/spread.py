"""All cells of a box, each once, in an order in which every beginning is spread evenly; from a number to its cell.

The number is written in a mixed radix: as many values of the first digit as the first axis has cells, and so on. On
each axis the cell is where a sequence of points would be that is even on all axes together, moved on by the axis's own
digit. Which point of the sequence it is depends on the digits before alone, so that the way back is clear and each cell
comes once, whatever the sequence is. Nothing is listed: a box may have any number of cells.

Source: Richtmyer (1951), "The evaluation of definite integrals, and a quasi-Monte-Carlo method based on the properties
of algebraic numbers", for points by square roots of primes; van der Corput (1935), "Verteilungsfunktionen", for the
order on one axis.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count, islice
from math import gcd, isqrt

BITS = 64
ONE = 1 << BITS
MOST_LISTED = 4096
GOLDEN = 0.381966


def cell(sizes: Sequence[int], place: int) -> list[int]:
    """Return the cell in which a place is, one index an axis.

    Args:
        sizes: number of cells on each axis, 1 or more.
        place: from 0 to the product of the sizes, which is left out; the first place is in the middle.
    """
    indices, before, n_before = list[int](), 0, 1
    for size, root in zip(sizes, _roots(len(sizes)), strict=True):
        place, digit = divmod(place, size)
        point = (ONE // 2 + before * root) % ONE
        indices.append((size * point // ONE + _turned(size, digit)) % size)
        before, n_before = before + digit * n_before, n_before * size
    return indices


@cache
def _roots(n: int) -> tuple[int, ...]:
    """Return what is behind the point in the square roots of the first primes, in units of `1 / ONE`."""
    return tuple(isqrt(prime << 2 * BITS) % ONE for prime in islice(_primes(), n))


def _primes() -> Iterator[int]:
    found: list[int] = []
    for number in count(2):
        if all(number % prime for prime in found):
            found.append(number)
            yield number


def _turned(size: int, digit: int) -> int:
    """Return how far a digit moves on: every beginning of the digits is even around the axis."""
    return _halved(size)[digit] if size <= MOST_LISTED else digit * _stride(size) % size


@cache
def _halved(size: int) -> tuple[int, ...]:
    """Return 0 to `size - 1` in the order in which halving comes upon them."""
    n_bits = (size - 1).bit_length()
    places = (int(f"{number:0{n_bits or 1}b}"[::-1], 2) for number in range(1 << n_bits))
    return tuple(dict.fromkeys(place * size >> n_bits for place in places))


@cache
def _stride(size: int) -> int:
    """Return the number nearest above a golden share of `size` that shares no divisor with it."""
    return next(stride for stride in count(int(GOLDEN * size)) if gcd(stride, size) == 1)
