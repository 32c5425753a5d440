"""One thread for linear algebra: the same digits on every machine, and no waiting for a second core that is busy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """While it lasts, linear algebra uses one thread.

    Our matrices are small. Spread over threads they gain nothing, and on a machine with other work each product waits
    for the slower core: forty trajectories took 17 seconds of one core alone, and 9 minutes with two threads.
    """
    # The library that scipy brings is there to be limited only once it is loaded.
    import scipy.linalg.cython_blas  # noqa: F401
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1, user_api="blas"):
        yield
