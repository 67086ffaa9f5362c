"""What stands where a secret would, and is none: `None`, `$VAR`, `${VAR}`, `<token>`, `***`, `os.environ[...]`."""

import regex

_SHAPE = regex.compile(
    r"""(?i)(?:none|null|nil|true|false|undefined|required|optional|string|str|text|bytes|bool|int|float|object|any|hidden|redacted
    |masked)[)\]},;:?!|]*
    |\[?(?:filtered|redacted|masked)\]?|n/?a|empty|changeme|change|reset|forgot(?:ten)?|incorrect|invalid|wrong|correct
    |must|should|protected|expired|secret|password|passwd|token|field|input|manager|policy|hash(?:ed)?|same|again|here
    |.*(?:your|my|the|example|dummy|placeholder)[-_]?(?:api|secret|access|key|token|password|pass)\w*.*
    |(.)\1*|[*•.x]+|sk-[.x*]+|\$.*|%.*|[{<\[(].*|.*[({\[]|.*\(.*\)|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*[\[(].*|/[\w.-]{0,24}(?:/[\w.-]{0,24})*|\.\.\..*
    |(?:self|os|config|settings|env|process|request|user|this|args|data)\.[\w.]+|(?-i:[A-Z]+(?:_[A-Z]+)+)""",
    regex.VERBOSE,
)


def is_secret(value: str) -> bool:
    """Whether a text is a value and not what stands for one."""
    return not _SHAPE.fullmatch(value)
