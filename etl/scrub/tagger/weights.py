"""The weights in a file: embedding tables in 8 bits, matrices in 16, made ready for exact products when read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.scrub.tagger.network import STEPS, Floats, Layer, Product, product, whole
from etl.scrub.tagger.rows import SLOTS, TABLES
from etl.scrub.tagger.spelling import Spelling

OTHER = ("bits", "spelling", "domain")  # parts of the input that are no table rows
WITHIN = 0.9998  # of the values of a table are not cut


@dataclass(frozen=True)
class Weights:
    """The network, ready to run."""

    tables: Mapping[str, NDArray[np.int8]]
    bits: Product
    domains: Floats
    spelling: Spelling
    steps: Mapping[str, float]  # what one step of each part of the input is worth
    layers: tuple[tuple[Layer, Layer], ...]
    last: Product
    last_bias: Floats
    between: Floats


def write(real: Mapping[str, Floats], path: Path) -> None:
    """Write trained weights; the farthest values of a table are cut."""
    kept: dict[str, NDArray[Any]] = {}
    for name, values in real.items():
        if name.startswith("e_"):
            step = float(np.quantile(np.abs(values), WITHIN) / STEPS)
            kept[name] = whole(values, step).astype(np.int8)
            kept["step_" + name] = np.array(step, np.float32)
        else:
            kept[name] = np.asarray(values, np.float32 if values.ndim == 0 else np.float16)
    np.savez_compressed(path, allow_pickle=False, **kept)


def read(path: Path) -> Weights:
    """Read weights and round the matrices."""
    with np.load(path) as file:
        kept: dict[str, NDArray[Any]] = {name: file[name] for name in file.files}
    tables = {name: kept.pop("e_" + name) for name in TABLES}
    matrix = {name: np.asarray(values, np.float32) for name, values in kept.items()}
    spelling = Spelling.of(matrix)
    steps = {name: float(matrix["step_e_" + name]) for name in TABLES}
    steps |= {name: float(matrix["step_" + name]) for name in OTHER}
    widths = [(len(tables[slot][0]), steps[slot]) for slot in SLOTS]
    sizes = (len(matrix["bits"][0]), len(spelling("")), len(matrix["dom"][0]))
    widths += [(width, steps[name]) for width, name in zip(sizes, OTHER, strict=True)]
    first = np.concatenate([np.full(width, step, np.float32) for width, step in widths])
    return Weights(
        tables=tables,
        bits=product(matrix["bits"], np.ones(len(matrix["bits"]), np.float32)),
        domains=matrix["dom"],
        spelling=spelling,
        steps=steps,
        layers=tuple(_layers(matrix, first)),
        last=_inner_product(matrix["O"]),
        last_bias=matrix["ob"],
        between=matrix["T"],
    )


def _layers(matrix: Mapping[str, Floats], step: Floats) -> Iterator[tuple[Layer, Layer]]:
    for number in range(sum(name.startswith("Wf") for name in matrix)):
        one, two = (_layer(matrix, f"{way}{number}", step) for way in "fb")
        yield one, two
        step = np.full(2 * len(one.outer.whole), 1 / STEPS, np.float32)


def _layer(matrix: Mapping[str, Floats], name: str, step: Floats) -> Layer:
    inner = product(matrix["W" + name], step)
    return Layer.of(inner, matrix["b" + name], _inner_product(matrix["U" + name]))


def _inner_product(weights: Floats) -> Product:
    return product(weights, np.full(len(weights), 1 / STEPS, np.float32))
