"""A bucket on loopback (moto), behind a proxy that fails as it is told."""

import logging

import pytest
from faulty import serving

from etl import store

SECRETS = {
    "AWS_ACCESS_KEY_ID": "AKIACANARYACCESSKEY0",
    "AWS_SECRET_ACCESS_KEY": "canary/secret+key",
    "AWS_SESSION_TOKEN": "canary-session-token",
}


@pytest.fixture(scope="session")
def moto():
    """(host, port) of a store on loopback."""
    pytest.importorskip("obstore", reason="needs the extra `s3`")
    server = pytest.importorskip("moto.server", reason="needs the extra `test`")
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    yield running.get_host_and_port()
    running.stop()


@pytest.fixture
def secrets(monkeypatch):
    """What must stand nowhere; the environment holds it and nothing of this machine's own."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    return SECRETS


@pytest.fixture
def aws(moto, secrets):  # noqa: ARG001 - the environment is the point
    """boto3's client of the store, past the proxy, and an empty bucket `logs`."""
    boto3 = pytest.importorskip("boto3")
    client = boto3.client("s3", endpoint_url="http://{}:{}".format(*moto), region_name="us-east-1")
    client.create_bucket(Bucket="logs")
    yield client
    for found in client.list_objects_v2(Bucket="logs").get("Contents", []):
        client.delete_object(Bucket="logs", Key=found["Key"])
    client.close()


@pytest.fixture
def proxy(aws, moto, monkeypatch):  # noqa: ARG001 - the bucket is the point
    """The proxy by which every place is reached."""
    with serving(moto) as (proxy, url):
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        yield proxy


@pytest.fixture
def at(proxy):  # noqa: ARG001 - where it is reached
    """A place in the bucket."""
    return store.connect("s3://logs/out")
