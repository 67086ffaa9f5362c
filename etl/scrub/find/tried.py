"""Recognizers of the user's, tried when the config is checked: on their examples, and on texts of ours."""

from collections.abc import Iterator

from presidio_analyzer import RecognizerResult

from etl import plugins
from etl.errors import ConfigError
from etl.plugins import Plugin
from etl.scrub._entities import DENIED
from etl.scrub.find.finder import Finder
from etl.scrub.find.plugins import parts
from etl.scrub.find.yaml_recognizers import Part
from etl.scrub.names.artifacts import Artifacts

# On these every recognizer is tried, examples or not: one that fails would set every row aside.
TRIED = {"en": "Ask Ann about order 1024, a@b.example.", "zh": "請問訂單 1024 到了嗎？謝謝。"}


def faults(plugin: Plugin) -> Iterator[str]:
    """What is wrong with the recognizers of a file, each told with its name; examples by their number."""
    try:
        found = parts(plugin)
    except ConfigError as error:
        yield str(error).removeprefix("plugins: ")
        return
    for part in found:
        if what := _fails(part, plugin):
            yield f"{plugin.name}: {what}"
            continue
        finder = Finder([part], (part.ENTITY,), {}, ())
        finds, ignores = getattr(part, "FINDS", {}), getattr(part, "IGNORES", ())
        for i, (text, values) in enumerate(finds.items(), 1):
            if _found(finder, text) != sorted(values):
                yield f"{plugin.name}: does not find the values of number {i} of FINDS; mend one of them"
        for i, text in enumerate(ignores, 1):
            if _found(finder, text):
                yield f"{plugin.name}: finds something in number {i} of IGNORES; mend one of them"


def _fails(part: Part, plugin: Plugin) -> str | None:
    """How a recognizer fails on texts that say nothing, called as the engine does it."""
    called = f"its recognizer of {part.ENTITY} fails in analyze(text=, entities=, nlp_artifacts=)"
    for language, text in TRIED.items():
        artifacts = Artifacts(text, (), None)
        try:
            asked = {"text": text, "entities": [part.ENTITY, DENIED], "nlp_artifacts": artifacts}
            given = list(part.Recognizer(language).analyze(**asked) or ())  # None is nothing found
        except BaseException as error:  # noqa: BLE001 - whatever a user's code does, leaving the process too
            return f"{called} ({plugins.told(error, plugin)}); mend the file"
        if not all(_is_result(r, text) for r in given):
            return f"{called}: it gives no list of RecognizerResult within the text; mend the file"
    return None


def _is_result(result: object, text: str) -> bool:
    return isinstance(result, RecognizerResult) and 0 <= result.start < result.end <= len(text)


def _found(finder: Finder, text: str) -> list[str] | None:
    """The values in a text, without those that lie in another one; None where the recognizer fails."""
    try:
        (found,) = finder.find([text])
    except BaseException:  # noqa: BLE001 - whatever a user's code does with its own example
        return None
    if found is None:
        return None
    spans = {(span.start, span.end) for span in found}
    return sorted(
        text[a:b]
        for a, b in spans
        if not any(o != (a, b) and o[0] <= a and b <= o[1] for o in spans)
    )
