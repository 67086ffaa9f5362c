"""Find the parts of a stage: every module in its folder is one part."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def modules_in(package: ModuleType) -> dict[str, ModuleType]:
    """Import every module of `package`, keyed by its file name, in name order.

    Names that start with an underscore are no parts and are skipped. Adding a part
    to a stage is therefore adding one file; no list anywhere has to be edited.
    """
    names = sorted(m.name for m in iter_modules(package.__path__))
    return {
        name: import_module(f"{package.__name__}.{name}")
        for name in names
        if not name.startswith("_")
    }
