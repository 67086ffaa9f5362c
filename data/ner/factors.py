"""Count what stands beside what, and make short vectors of the counts: PPMI, then SVD."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import svds
from shape import Floats

SMOOTHING = 0.75


def beside(
    units: Sequence[str],
    contexts: Sequence[str],
    offsets: Sequence[int],
    kept: Sequence[str],
    most: int,
) -> sparse.csr_matrix:
    """Count contexts at each offset of each kept unit."""
    unit_at = {unit: at for at, unit in enumerate(kept)}
    context_at = {word: at for at, (word, _) in enumerate(Counter(contexts).most_common(most))}
    one = np.array([unit_at.get(unit, -1) for unit in units])
    two = np.array([context_at.get(word, -1) for word in contexts])
    rows, columns = list[NDArray[np.int64]](), list[NDArray[np.int64]]()
    for number, offset in enumerate(offsets):
        a, b = (one[:-offset], two[offset:]) if offset > 0 else (one[-offset:], two[:offset])
        both = (a >= 0) & (b >= 0)
        rows.append(a[both])
        columns.append(b[both] + number * len(context_at))
    row_of, column_of = np.concatenate(rows), np.concatenate(columns)
    shape = (len(kept), len(context_at) * len(offsets))
    return sparse.coo_matrix((np.ones(len(row_of), np.float32), (row_of, column_of)), shape).tocsr()


def factors(counts: sparse.csr_matrix, dimensions: int) -> Floats:
    """Factor the positive pointwise mutual information of the counts."""
    total = counts.sum()
    of_row = np.asarray(counts.sum(1)).ravel()
    of_column = np.asarray(counts.sum(0)).ravel() ** SMOOTHING
    of_column *= total / of_column.sum()
    pairs = counts.tocoo()
    information = np.log(pairs.data * total / (of_row[pairs.row] * of_column[pairs.col]))
    good = information > 0
    where = (pairs.row[good], pairs.col[good])
    matrix = sparse.coo_matrix((information[good].astype(np.float32), where), counts.shape).tocsr()
    start = np.random.default_rng(0).standard_normal(min(matrix.shape)).astype(np.float32)
    left, values, _ = svds(matrix, k=dimensions, v0=start)
    left = left * np.sqrt(values)
    found: Floats = (left / np.abs(left).std()).astype(np.float32)
    return found
