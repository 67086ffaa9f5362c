"""Objects in a bucket, over a network that fails in every way."""

import hashlib
import pickle
import socket
import traceback

import pytest
from faulty import Fault

from etl import store
from etl.errors import ConfigError, LockedError, SourceError, StorageError
from etl.store._saying import saying

BIG = bytes(range(256)) * (11 << 12)  # 11 MiB: three parts, two pieces


def sha256(data):
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def send(at, tmp_path):
    def go(data, key="a/b=c/file.bin", digest=None):
        path = tmp_path / "file.bin"
        path.write_bytes(data)
        store.upload(at, path, key, digest or sha256(data))
        return key

    return go


@pytest.fixture
def back(at, tmp_path):
    def go(key):
        store.download(at, store.head(at, key), tmp_path / "back")
        return (tmp_path / "back").read_bytes()

    return go


@pytest.mark.parametrize(
    "where",
    ["gs://b/p", "az://c", "http://host/x", "file:///tmp", "s3://", "s3://k:canary@b/p", "out/here",
     "s3://b/../c", "s3://bkt/a/../b", "s3://bkt/./b", "s3://bkt?x=canary", "s3:/bkt/x", "s3://bkt//x"],
)  # fmt: skip
def test_what_is_no_bucket_is_refused_without_being_repeated(where):
    with pytest.raises(ConfigError, match=r"^object stores other than s3") as caught:
        store.connect(where)
    assert "canary" not in str(caught.value)


def test_an_other_store_is_named_by_its_scheme():
    with pytest.raises(ConfigError, match="got 'gs://'; write s3://bucket/prefix"):
        store.connect("gs://bucket/prefix")


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "obstore.store", None)
    with pytest.raises(ConfigError, match=r"pip install 'etl\[s3\]'"):
        store.connect("s3://logs/out")


@pytest.mark.usefixtures("proxy")
def test_a_missing_bucket_is_a_source_error_and_no_empty_place():
    gone = store.connect("s3://nobody/here")
    for ask in (lambda: list(store.listing(gone)), lambda: store.latest(gone),
                lambda: store.put(gone, "k", b"1"), lambda: store.swap(gone, "k", b"1", None)):  # fmt: skip
        with pytest.raises(SourceError, match=r"^s3://nobody/here.*no such bucket"):
            ask()


def test_what_is_not_there_is_none(at):
    assert store.head(at, "no") is None
    assert store.read(at, "no") is None
    assert list(store.listing(at, "no")) == []
    store.delete(at, ["no", "neither"])
    store.delete(at, [])


def test_a_listing_is_of_one_folder_and_sorted(at):
    for key in ("in/b", "in/a=1/日 本%20.gz", "inside/c", "in"):
        store.put(at, key, key.encode())
    found = list(store.listing(at, "in"))
    assert [(entry.key, entry.bytes) for entry in found] == [
        ("in/a=1/日 本%20.gz", 20),
        ("in/b", 4),
    ]
    assert store.read(at, "in/a=1/日 本%20.gz")[0].decode() == "in/a=1/日 本%20.gz"


def test_more_objects_than_one_answer_holds_are_listed_and_deleted(proxy, at, monkeypatch):
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "4")
    for n in range(10):
        store.put(at, f"many/{n}", b"")
    proxy.seen.clear()
    keys = [entry.key for entry in store.listing(at, "many")]
    assert (len(keys), len(proxy.seen)) == (10, 3)
    store.delete(at, keys)
    assert list(store.listing(at)) == []


def test_a_name_that_leads_out_of_its_folder_is_refused(at, aws):
    aws.put_object(Bucket="logs", Key="out/in/../../etc/x", Body=b"1")
    with pytest.raises(
        StorageError, match=r"s3://logs/out/in: a name with an empty, '\.' or '\.\.'"
    ):
        list(store.listing(at, "in"))
    aws.delete_object(Bucket="logs", Key="out/in/../../etc/x")


@pytest.mark.parametrize("how", ["drop", 500, 503])
@pytest.mark.parametrize("data", [b"", b"small", BIG], ids=["empty", "small", "parts"])
def test_a_request_that_fails_once_is_sent_again(proxy, send, back, how, data):
    proxy.faults += [Fault(method, "file.bin", how) for method in ("HEAD", "PUT", "POST", "GET")]
    assert back(send(data)) == data
    left = {fault.method for fault in proxy.faults if fault.times}
    assert left == {b"": {"POST", "GET"}, b"small": {"POST"}}.get(data, set())


@pytest.mark.parametrize("how", ["cut", "trickle"])
def test_a_broken_or_slow_reply_gives_the_whole_object(proxy, send, back, how):
    key = send(BIG)
    proxy.faults.append(Fault("GET", "file.bin", how, times=2))
    assert back(key) == BIG
    assert not proxy.faults[0].times


def test_a_reply_that_is_always_cut_leaves_no_file(proxy, at, send, tmp_path):
    key = send(b"0123456789")
    proxy.faults.append(Fault("GET", "file.bin", "cut", times=99))
    with pytest.raises(StorageError, match="did not answer"):
        store.download(at, store.head(at, key), tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_an_object_that_changes_while_it_is_read_is_refused(proxy, aws, at, send, tmp_path):
    entry = store.head(at, send(BIG))

    def overwrite(_line):
        if sum("GET" in line for line in proxy.seen) == 2:
            aws.put_object(Bucket="logs", Key="out/a/b=c/file.bin", Body=bytes(len(BIG)))

    proxy.before = overwrite
    with pytest.raises(StorageError, match="changed while it was read; run again"):
        store.download(at, entry, tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_an_upload_whose_last_reply_is_lost_stands(proxy, at, send):
    proxy.faults += [Fault("POST", "uploadId", "lost"), Fault("POST", "uploadId", 404)]
    assert store.head(at, send(BIG)).sha256 == sha256(BIG)
    assert not any(fault.times for fault in proxy.faults)


def test_what_stands_already_is_not_sent_again(proxy, send):
    send(b"data")
    proxy.seen.clear()
    send(b"data")
    assert [line.split()[0] for line in proxy.seen] == ["HEAD"]


@pytest.mark.parametrize("data", [b"small", BIG], ids=["small", "parts"])
def test_a_file_that_is_not_what_was_hashed_does_not_stay(at, send, data):
    with pytest.raises(StorageError, match=r"^file.bin: changed since it was hashed"):
        send(data, digest=sha256(b"other"))
    assert list(store.listing(at)) == []


def test_a_swap_against_another_writer_is_refused(at):
    first = store.swap(at, "LATEST", b"one", None)
    with pytest.raises(store.Changed, match=r"^s3://logs/out/LATEST: somebody else"):
        store.swap(at, "LATEST", b"two", None)
    second = store.swap(at, "LATEST", b"two", first)
    with pytest.raises(LockedError):
        store.swap(at, "LATEST", b"three", first)
    store.delete(at, ["LATEST"])
    with pytest.raises(LockedError):
        store.swap(at, "LATEST", b"three", second)
    assert store.read(at, "LATEST") is None


@pytest.mark.parametrize("how", ["drop", "lost", 500, 503, 409])
def test_a_swap_over_a_bad_line_happens_once_and_is_known_as_ours(proxy, at, how):
    proxy.faults.append(Fault("PUT", "LATEST", how))
    first = store.swap(at, "LATEST", b"one", None)
    proxy.faults.append(Fault("PUT", "LATEST", how))
    assert store.swap(at, "LATEST", b"two", first) == store.head(at, "LATEST").e_tag
    assert store.read(at, "LATEST")[0] == b"two"


def test_a_store_that_always_fails_is_a_storage_error_that_tells_no_answer(proxy, at):
    proxy.faults += [Fault(method, "", 500, times=99) for method in ("GET", "PUT")]
    for ask in (lambda: store.put(at, "k", b"1"), lambda: store.swap(at, "k", b"1", None),
                lambda: list(store.listing(at))):  # fmt: skip
        with pytest.raises(
            StorageError, match=r"^s3://logs/out.*: the store answered 500"
        ) as caught:
            ask()
        assert "canary" not in "".join(traceback.format_exception(caught.value))


def test_denied_access_is_said(proxy, at):
    proxy.faults.append(Fault("PUT", "k", 403))
    with pytest.raises(StorageError, match=r"^s3://logs/out/k: access was denied"):
        store.put(at, "k", b"1")


@pytest.mark.usefixtures("secrets")
def test_an_endpoint_that_never_answers_ends(monkeypatch):
    monkeypatch.setenv("AWS_READ_TIMEOUT", "100ms")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(StorageError, match="the store did not answer; try again later"):
            store.put(store.connect("s3://logs/out"), "k", b"1")


@pytest.mark.usefixtures("proxy")
def test_http_is_refused_unless_it_is_allowed(monkeypatch):
    monkeypatch.delenv("AWS_ALLOW_HTTP")
    with pytest.raises(StorageError, match="set AWS_ALLOW_HTTP=true"):
        store.put(store.connect("s3://logs/out"), "k", b"1")


@pytest.mark.usefixtures("proxy")
def test_without_credentials_it_says_so_and_a_profile_does_not_count(
    secrets, monkeypatch, tmp_path
):
    for name in secrets:
        monkeypatch.delenv(name)
    (tmp_path / "credentials").write_text("[p]\naws_access_key_id=AKIA\naws_secret_access_key=x\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_PROFILE", "p")
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    monkeypatch.setenv("AWS_METADATA_ENDPOINT", f"http://127.0.0.1:{port}")
    with pytest.raises(StorageError, match="no credentials found; set AWS_ACCESS_KEY_ID"):
        store.put(store.connect("s3://logs/out"), "k", b"1")


def test_credentials_stand_in_no_error_repr_or_pickle(proxy, at, secrets):
    proxy.faults += [Fault(m, "", how, 9) for m, how in (("PUT", 403), ("GET", 500), ("HEAD", 404))]
    told = [repr(at), str(at), repr(pickle.dumps(at)), repr(vars(at))]
    for ask in (lambda: store.put(at, "k", b"1"), lambda: store.read(at, "k")):
        with pytest.raises(StorageError) as caught:
            ask()
        told += [
            "".join(traceback.format_exception(caught.value)),
            repr(pickle.dumps(caught.value)),
        ]
    assert not [secret for secret in secrets.values() for text in told if secret in text]
    assert pickle.loads(pickle.dumps(at)) == at  # noqa: S301 - our own


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_ACCESS_KEY_ID", "canary\n"),
        ("AWS_ACCESS_KEY_ID", "canary canary"),
        ("AWS_SECRET_ACCESS_KEY", "canary\r\n"),
        ("AWS_SESSION_TOKEN", "canary\n"),
        ("AWS_SESSION_TOKEN", "canary\u00e9"),
        ("AWS_REGION", "canary\n"),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:9/canary\n"),
        ("AWS_ENDPOINT_URL", "http://user:canary@host:bad"),
        ("AWS_ENDPOINT_URL", "canary"),
        ("AWS_ENDPOINT_URL", "canary:9000"),
        ("AWS_ENDPOINT_URL", "http://[::1/canary"),
        ("AWS_ENDPOINT_URL", ""),
        ("AWS_ENDPOINT_URL_S3", "http://canary:0"),
    ],
)
@pytest.mark.usefixtures("secrets")
def test_a_variable_that_cannot_be_what_it_says_is_told_by_its_name(
    monkeypatch, capfd, name, value
):
    pytest.importorskip("obstore", reason="needs the extra `s3`")
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=rf"^environment: {name}: ") as caught:
        store.put(store.connect("s3://logs/out"), "k", b"1")
    assert "\n" not in str(caught.value)
    assert "canary" not in "".join(traceback.format_exception(caught.value)).replace(
        "canary-", ""
    ) + "".join(capfd.readouterr())


@pytest.mark.usefixtures("secrets")
def test_every_variable_that_is_wrong_is_told(monkeypatch):
    pytest.importorskip("obstore", reason="needs the extra `s3`")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a\n")
    monkeypatch.setenv("AWS_REGION", "a\n")
    with pytest.raises(ConfigError, match=r"AWS_ACCESS_KEY_ID: [^\n]*\n[^\n]*AWS_REGION: "):
        store.connect("s3://logs/out")


def test_a_panic_of_the_librarys_is_a_storage_error_that_tells_nothing_of_it():
    pytest.importorskip("obstore", reason="needs the extra `s3`")
    panic = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})
    with (
        pytest.raises(StorageError, match=r"^s3://logs: its library broke off") as caught,
        saying("s3://logs"),
    ):
        raise panic("canary")
    assert "canary" not in str(caught.value)
    with pytest.raises(KeyboardInterrupt), saying("s3://logs"):
        raise KeyboardInterrupt
