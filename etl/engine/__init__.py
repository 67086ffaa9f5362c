"""Engines: where the parts of a run are worked on. No stage knows which one it is.

An engine is a context manager with

    map(work, tasks) -> iterator of results, in the order of `tasks`

`work` is a function of a module, a task and a result are small and picklable: files carry the data.
"""
