"""`python -m etl scrub evaluate`: see `etl.scrub.evaluation`."""

from pathlib import Path
from typing import Any

import click

AGAINST = ("presidio", "regexes")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE",
              help="Scrub as this config.yaml does; default: with every default.")  # fmt: skip
@click.option("--model", metavar="NAME",
              help="builtin, false (patterns alone), or a pipeline by language: en=en_core_web_lg,zh=...")  # fmt: skip
@click.option("--entities", metavar="NAMES",
              help="What is sought; default: that of the config, else all that the texts label.")  # fmt: skip
@click.option("--against", metavar="NAMES", default="",
              help="Measure presidio (as it comes, with our model) and regexes (of a blog post) as well.")  # fmt: skip
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text",
              help="What is printed.")  # fmt: skip
def command(files: tuple[Path, ...], against: str, shape: str, **asked: Any) -> None:  # noqa: ANN401 - `--config`, `--model`, `--entities`
    """Score scrub on labelled texts: presidio-evaluator's JSON or IOB2.

    Prints precision, recall and F2 of spans by entity, the share of marked spans of which nothing
    is left, and how many still leak. The texts themselves are not printed.
    """
    rivals = [name for name in against.split(",") if name]
    if unknown := [name for name in rivals if name not in AGAINST]:
        raise click.UsageError(f"--against: unknown '{unknown[0]}'; known: {', '.join(AGAINST)}")
    # Imported late: `--help` must not wait for Polars, Presidio and spaCy.
    import msgspec  # noqa: PLC0415

    from etl import console  # noqa: PLC0415
    from etl.scrub import evaluation  # noqa: PLC0415

    texts = evaluation.read(files)
    labels = {span.entity for text in texts for span in text.spans}
    made = {"presidio": evaluation.presidio, "regexes": evaluation.regexes}
    systems = [_ours(labels, **asked), *(made[name]() for name in rivals)]
    figures = evaluation.evaluate(texts, systems)
    told = {"texts": len(texts), "systems": {name: f.told() for name, f in figures.items()}}
    plain = evaluation.table(figures)
    console.result(msgspec.json.encode(told).decode() if shape == "json" else plain)


def _ours(labels: set[str], config: Path | None, model: str | None, entities: str | None) -> Any:  # noqa: ANN401 - a System, imported late
    from etl import config as settings  # noqa: PLC0415 - as above
    from etl import scrub, signature  # noqa: PLC0415 - as above
    from etl.scrub import evaluation  # noqa: PLC0415 - as above

    given: dict[str, Any] = {key: told[1] for key, told in signature.options(scrub.scrub).items()}
    loaded = settings.load(config) if config else None
    if loaded:
        given |= loaded.stages(loaded.top.task)["scrub"] or {}
    elif not entities:
        given["entities"] = ("default", *sorted(labels.intersection(scrub.OPTIONAL)))
    if entities:
        given["entities"] = tuple(entities.split(","))
    if model:
        given |= _model(model)
    return evaluation.ours(evaluation.Options.of(given), loaded.plugins if loaded else ())


def _model(told: str) -> dict[str, Any]:
    """`scrub.model`, and the languages of its pipelines."""
    if told in {"builtin", "false"}:
        return {"model": told == "builtin" and told}
    pairs = [pair.partition("=") for pair in told.split(",")]
    if not all(language and name for language, _, name in pairs):
        raise click.UsageError("--model: builtin, false, or pipelines such as en=en_core_web_lg")
    named = {language: name for language, _, name in pairs}
    return {"model": named, "languages": tuple(named)}
