"""From a run to a rating that its gate believes: sample, label, rate."""

import json
import os
import stat
from datetime import date
from types import SimpleNamespace

import pytest
from calls import call, write_config, write_lines
from click.testing import CliRunner
from sheets import cells, label

from etl import config, pipeline, review
from etl.errors import ConfigError, GateError, SourceError, StorageError
from etl.review import _rate
from etl.verbs.scrub import rate, sample

ON = date(2026, 3, 16)


@pytest.fixture
def job(tmp_path, monkeypatch):
    """Runs in `tmp_path`, which is the folder one is in."""
    monkeypatch.chdir(tmp_path)
    write_lines(tmp_path / "logs" / "a.jsonl", *(call(n) for n in range(30)))

    def run(**keys):
        manifest = pipeline.run(config.load(write_config(tmp_path, **keys)), lambda *_: None)
        return tmp_path / "out" / "runs" / manifest["run_id"], manifest

    return SimpleNamespace(run=run, folder=tmp_path, reviews=tmp_path / "out" / "reviews")


def rated(run, *, file="s.csv", labels=None, reviewer="Amy Chen", on=ON, seed=42):
    path = run.parents[2] / file
    review.sample(str(run), 20, seed, path)
    return review.rate(label(path, labels), reviewer, on)


def refused(job, **keys):
    """The folder in which a run rests that `max_miss_rate` refused, and why."""
    with pytest.raises(GateError) as error:
        job.run(gates={"max_miss_rate": keys.pop("limit", 0.5)}, **keys)
    (attempt,) = (job.folder / "out" / ".private").glob("2*")
    return attempt, str(error.value)


@pytest.mark.parametrize(("run", "kind", "what"), [
    ("gone", SourceError, "gone: no such folder; name a run, as in out/latest"),
    ("logs", StorageError, "logs: is no run; name one, as in out/latest"),
])  # fmt: skip
@pytest.mark.usefixtures("job")
def test_what_is_no_run_is_told(run, kind, what):
    with pytest.raises(kind) as error:
        review.sample(run, 10, 42, None)
    assert str(error.value) == what


def test_a_run_that_was_not_scrubbed_has_nothing_to_measure(job):
    run, _ = job.run(scrub=False)
    with pytest.raises(ConfigError, match="was not scrubbed"):
        review.sample(str(run), 10, 42, None)


def test_a_run_without_a_row_has_no_text(job):
    run, _ = job.run(clean={"short_response": {"min_chars": 1000}})
    with pytest.raises(ConfigError, match="has no text; name a run that kept rows"):
        review.sample(str(run), 10, 42, None)


def test_surrogates_cannot_be_told_from_what_was_missed(job):
    run, _ = job.run()
    path = run / "manifest.json"
    path.write_text(path.read_text().replace('"placeholder"', '"surrogate"'))
    with pytest.raises(ConfigError, match="nobody can tell a surrogate from what was missed"):
        review.sample(str(run), 10, 42, None)
    assert not job.reviews.exists()


def test_a_file_that_may_hold_work_is_not_written_over(job):
    run, _ = job.run()
    (job.folder / "s.csv").write_text("mine")
    with pytest.raises(
        StorageError, match=r"s.csv: is there already; name another file with --out"
    ):
        review.sample(str(run), 10, 42, job.folder / "s.csv")
    assert (job.folder / "s.csv").read_text() == "mine"
    assert not job.reviews.exists()


def test_the_file_cannot_lie_in_what_is_shared(job):
    run, _ = job.run()
    with pytest.raises(ConfigError, match="lies in the output, which is shared"):
        review.sample(str(run), 10, 42, run / "s.csv")


def test_the_same_command_writes_the_same_bytes(job):
    run, _ = job.run()
    one = review.sample(str(run), 20, 42, job.folder / "one.csv")
    other = review.sample("out/latest", 20, 42, job.folder / "other.csv")
    assert one["sample"] == other["sample"]
    assert (job.folder / "one.csv").read_bytes() == (job.folder / "other.csv").read_bytes()
    assert stat.S_IMODE((job.folder / "one.csv").stat().st_mode) == 0o600


def test_it_holds_texts_of_data_as_they_are_and_nothing_is_filled_in(job):
    logs = [call(n, prompt=f"I am at mei{n}@chen.example about {n}") for n in range(9)]
    write_lines(job.folder / "logs" / "a.jsonl", *logs)
    run, _ = job.run()
    told = review.sample(str(run), 400, 42, job.folder / "s.csv")
    head, columns, rows = cells(job.folder / "s.csv")
    texts = [row[columns.index("text")] for row in rows]
    assert told["drawn"] == told["texts"] == len(texts) == 19  # one system prompt
    assert sum("<EMAIL_1>" in text for text in texts) == 9
    assert "chen.example" not in (job.folder / "s.csv").read_text()
    assert {cell for row in rows for cell in row[columns.index("missed") :]} == {""}
    assert any("missed" in line[0] for line in head)


def test_what_is_kept_beside_the_runs_holds_no_text(job):
    run, _ = job.run()
    rated(run, labels={0: ("1", "PERSON")})
    (path,) = job.reviews.glob("*")
    assert "parcel" not in path.read_text()
    assert "t0001" not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_half_labelled_file_gives_no_rating(job):
    run, _ = job.run()
    review.sample(str(run), 20, 42, job.folder / "s.csv")
    label(job.folder / "s.csv", {3: ("",), 7: ("",)})
    with pytest.raises(ConfigError, match="2 of 20 texts are not labelled yet"):
        review.rate(job.folder / "s.csv", "Amy Chen", ON)
    assert review.newest(job.folder / "out") is None


@pytest.mark.parametrize("reviewer", ["", " ", "\x1b[31m", "x" * 81, "a\u202eb"])
def test_a_reviewer_has_a_name(job, reviewer):
    with pytest.raises(ConfigError, match="--reviewer: write a name of 1 to 80 letters"):
        review.rate(job.folder / "s.csv", reviewer, ON)


@pytest.mark.parametrize(
    ("reviewer", "kind"),
    [
        ("mei@corp.com", "EMAIL_ADDRESS"),
        ("Mei <mei@corp.com>", "EMAIL_ADDRESS"),
        ("0912345678", "PHONE_NUMBER"),
    ],
)
def test_a_reviewer_that_scrub_would_replace_is_refused_before_it_blocks_every_run(
    job, reviewer, kind
):
    with pytest.raises(ConfigError, match=rf"--reviewer: .* write a name, got {kind}$") as told:
        review.rate(job.folder / "s.csv", reviewer, ON)
    assert reviewer not in str(told.value)


@pytest.mark.parametrize(
    "reviewer", ["Amy Chen", "王小明", "Chen Wei-Ting", "José", "Иван Петров", "team privacy 2"]
)
def test_a_name_is_no_such_value(reviewer):
    assert _rate._personal(reviewer) == []


def test_a_sample_of_another_output_is_refused(job):
    run, _ = job.run()
    review.sample(str(run), 20, 42, job.folder / "s.csv")
    label(job.folder / "s.csv")
    with pytest.raises(SourceError, match="is of a sample that this output does not know"):
        review.rate(job.folder / "s.csv", "Amy Chen", ON, str(job.folder / "elsewhere"))


def test_a_rating_tells_shares_by_language_and_entity(job):
    run, _ = job.run()
    told = rated(run, labels={0: ("3", "PERSON 2, EMAIL"), 1: ("1", "PERSON", "2"), 2: ("1",)})
    assert told["run_id"] == run.name
    assert told["all"] == {
        "texts": 20, "missed": 3, "rate": 0.15, "interval": [0.032071, 0.378927], "values": 5,
    }  # fmt: skip
    assert {name: row["missed"] for name, row in told["by_entity"].items()} == {
        "EMAIL_ADDRESS": 1, "PERSON": 2, "unnamed": 1,
    }  # fmt: skip
    assert told["by_entity"]["PERSON"]["values"] == 3
    assert sum(row["texts"] for row in told["by_language"].values()) == 20
    assert (told["reviewer"], told["date"], told["wrong"]) == ("Amy Chen", "2026-03-16", 2)


def test_the_files_may_be_moved_together_and_the_output_alone_if_it_is_named(job, tmp_path_factory):
    run, _ = job.run()
    review.sample(str(run), 20, 42, job.folder / "s.csv")
    label(job.folder / "s.csv")
    moved = tmp_path_factory.mktemp("moved") / "all"
    job.folder.rename(moved)
    os.chdir(moved)
    assert review.rate(moved / "s.csv", "Amy Chen", ON)["all"]["missed"] == 0
    (moved / "out").rename(moved / "elsewhere")
    with pytest.raises(SourceError):
        review.rate(moved / "s.csv", "Amy Chen", ON)
    assert review.rate(moved / "s.csv", "Amy Chen", ON, "elsewhere")["all"]["missed"] == 0


def test_drawing_again_and_rating_by_another_takes_no_rating_away(job):
    run, _ = job.run()
    rated(run, labels={0: ("1",)})
    rated(run, file="t.csv", reviewer="Bo Li")
    rated(run, file="u.csv", reviewer="Bo Li", labels={0: ("2",)})
    (path,) = job.reviews.glob("*")
    ratings = json.loads(path.read_text())["ratings"]
    assert [(r["reviewer"], r["all"]["values"]) for r in ratings] == [("Amy Chen", 1), ("Bo Li", 2)]


def test_the_newest_rating_speaks_and_of_one_day_the_worse_one(job):
    run, _ = job.run()
    rated(run, labels={0: ("1",)}, on=date(2026, 3, 16))
    rated(run, file="t.csv", reviewer="Bo Li", labels={0: ("1",), 1: ("1",)}, on=date(2026, 3, 16))
    assert review.newest(job.folder / "out")["reviewer"] == "Bo Li"
    rated(run, file="u.csv", seed=43, on=date(2026, 3, 17))
    assert review.newest(job.folder / "out")["all"]["missed"] == 0


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"run_id": "x"}', "\ud800", "[" * 9999])
def test_a_review_that_cannot_be_read_stops_a_run_in_plain_words(tmp_path, text):
    path = tmp_path / "reviews" / "20260315T020000Z-1a2b3c-0a0b0c0d.json"
    path.parent.mkdir()
    path.write_bytes(text.encode(errors="surrogatepass"))
    with pytest.raises(StorageError) as error:
        review.newest(tmp_path)
    assert (
        str(error.value) == f"reviews/{path.name}: cannot be read; bring it back, or take it away"
    )


def test_other_files_beside_the_reviews_are_nobodys(job):
    job.reviews.mkdir(parents=True)
    (job.reviews / "notes.json").write_text("mine")
    (job.reviews / "s.csv").write_text("mine")
    assert review.newest(job.folder / "out") is None


def test_nothing_goes_out_that_nobody_has_measured(job):
    attempt, told = refused(job)
    assert told.startswith(
        "gates.max_miss_rate: nobody has measured what scrub misses; draw texts of the run"
    )
    assert not (job.folder / "out" / "latest").exists()
    assert (attempt / review.REFUSED).is_file()


def test_the_first_run_is_read_in_work_rated_and_goes_on(job):
    attempt, _ = refused(job)
    review.sample(str(attempt), 20, 42, job.folder / "s.csv")
    drawn = (job.folder / "s.csv").read_bytes()
    review.rate(label(job.folder / "s.csv"), "Amy Chen", ON)
    run, manifest = job.run(gates={"max_miss_rate": 0.5})
    assert run.name == attempt.name
    (gate,) = (g for g in manifest["gates"] if g["name"] == "gates.max_miss_rate")
    assert (gate["figure"], gate["limit"], gate["passed"]) == (0.168433, 0.5, True)  # 0 of 20
    assert "Amy Chen read 20 texts" in (run / "README.md").read_text()
    assert "Amy Chen read 20 texts" in (run / "report.html").read_text()
    review.sample(str(run), 20, 42, job.folder / "t.csv")  # what was committed is what was read
    assert (job.folder / "t.csv").read_bytes() == drawn


def test_held_is_the_upper_end_of_the_interval(job):
    run, _ = job.run()
    rated(run)
    write_lines(job.folder / "logs" / "b.jsonl", call(99))
    _, told = refused(job, limit=0.168)
    assert (
        f"scrub missed something in 0 of 20 texts of run {run.name}, read on 2026-03-16: 0.00% to "
        "16.84% of all texts (95 %), at most 16.80% may be; see what was missed, or label more texts"
    ) in told
    assert job.run(gates={"max_miss_rate": 0.169})[1]["review"]["run_id"] == run.name


def test_a_rating_of_other_options_does_not_count(job):
    run, _ = job.run()
    rated(run)
    _, told = refused(job, scrub={"model": False, "allow": ["Halden One"]})
    assert f"the rating of 2026-03-16 (run {run.name}) is of other options" in told


def test_a_rating_holds_where_as_much_is_sought(job):
    run, _ = job.run()
    rated(run)
    scrub = {"model": False, "deny": ["Project Halden"], "replace": "mask"}
    assert job.run(scrub=scrub, gates={"max_miss_rate": 0.5})[1]["review"]["run_id"] == run.name


def test_a_changed_model_or_recognizer_is_not_the_one_that_was_measured(job, monkeypatch):
    run, _ = job.run()
    rated(run)
    monkeypatch.setattr("etl.config._digest.origin.code", lambda part="": f"other {part}")
    _, told = refused(job)
    assert "recognizers or another model of scrub" in told


def test_scrub_that_is_off_cannot_be_held_to_a_rate(job):
    _, told = refused(job, scrub=False)
    assert "scrub is off, so nobody can say what it misses" in told


def test_the_verbs_say_in_text_and_json_what_came_of_it(job):
    run, _ = job.run()
    drawn = CliRunner().invoke(sample.command, ["-n", "20", str(run), "--out", "s.csv"])
    assert drawn.output == "s.csv: 20 of 61 texts to label; then scrub rate\n"
    label(job.folder / "s.csv", {0: ("2", "PERSON")})
    said = CliRunner().invoke(
        rate.command, ["s.csv", "--reviewer", "Amy Chen", "--date", "2026-03-16"]
    )
    assert said.output.splitlines()[:4] == [
        f"{run.name}: 20 texts read by Amy Chen on 2026-03-16",
        "missed in 1 of 20 texts: 5.00%",
        "of all texts 0.13% to 24.87% (95%, Clopper-Pearson)",
        "2 values, 100.0 in 1,000 texts; 0 wrong",
    ]
    asked = ["s.csv", "--reviewer", "Amy Chen", "--format", "json"]
    told = json.loads(CliRunner().invoke(rate.command, asked).output)
    assert told["all"]["values"] == 2
