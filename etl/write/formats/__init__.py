"""The formats that trainers read: one file each, its name is the format's folder in a run.

A format is a pure function over conversation rows,

    lines(rows, *, system_prompt, train_on) -> pl.DataFrame     `line`: JSON text, or null

null where the format cannot take a row, for the reasons its docstring lists. It brings

    EXAMPLES    (row, the object its line must hold) pairs
    REFUSES     rows that it cannot take
"""
