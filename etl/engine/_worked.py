"""Work in a process of ours, whose faults come over to the parent whatever they are."""

from collections.abc import Callable
from multiprocessing.reduction import ForkingPickler
from typing import TypeVar

from etl import quiet

Task = TypeVar("Task")
Result = TypeVar("Result")


def worked(work: Callable[[Task], Result], task: Task) -> Result:
    """Work, in a process of ours. What is raised comes over with its places, and always comes over.

    Some exceptions cannot be built again from what they are sent as; the pool breaks of them. What
    is no Exception (a `sys.exit`, a panic of Rust) would end the parent as if it were its own.
    """
    try:
        return work(task)
    except BaseException as error:
        quiet.carry(error)
        if not (isinstance(error, Exception) and _can_be_sent(error)):
            plain = RuntimeError(type(error).__name__)
            quiet.carry(plain, quiet.places(error))
            raise plain from None
        raise


def _can_be_sent(error: Exception) -> bool:
    try:
        ForkingPickler.loads(ForkingPickler.dumps(error))
    except Exception:  # noqa: BLE001 - whatever its constructor does
        return False
    return True
