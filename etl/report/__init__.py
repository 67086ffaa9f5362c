"""What people read about a run: `report.html`, one page, and `README.md`, the data card.

Both are made from the manifest alone, so that their figures are its figures; the report shows a
few conversations beside them, which the caller takes from `data/`, after `scrub`. The page is
inert: no script, no link, nothing loaded, every text escaped, invisible characters made visible.
"""

from typing import Any

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined

from etl.report import _card, _figures, _text

PAGES = Environment(
    loader=PackageLoader("etl.report", ""),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_text.visible,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
PAGES.filters.update(count=_text.count, share=_text.share, size=_text.size, percent=_text.percent)
PAGES.filters.update(md=_text.markdown, scalar=_text.scalar)


def report_html(manifest: dict[str, Any], examples: pl.DataFrame) -> str:
    """Make the page.

    Args:
        manifest: of the run; `files` and `finished_at` may still be missing from it.
        examples: a few rows of `data/`: `record_id`, `messages`; an empty frame where none is.
    """
    page = PAGES.get_template("report.html.j2")
    return page.render(figures=_figures.of(manifest), examples=_figures.talks(examples))


def data_card(manifest: dict[str, Any]) -> str:
    """Make the data card: Hugging Face metadata, the figures, what is known to be weak.

    Args:
        manifest: of the run; `files` and `finished_at` may still be missing from it.
    """
    page = PAGES.get_template("README.md.j2")
    return page.render(figures=_figures.of(manifest), card=_card.of(manifest))
