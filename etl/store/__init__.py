"""Objects in a bucket: read, write, write only where nobody else did, and commit a run there.

    s3://bucket/prefix      the only form of a place; keys are relative to the prefix

The client is obstore (extra `s3`), imported when the first place is opened. Of the stores that
speak this protocol one counts on: strong reads after writes, and puts with If-None-Match and
If-Match (AWS since November 2024). Measured with obstore 0.12.1 and moto 5.2.5, November 2026:

- All settings come from AWS_*: ENDPOINT_URL(_S3), REGION, ALLOW_HTTP (for an http:// endpoint),
  CONNECT_TIMEOUT, READ_TIMEOUT, TIMEOUT. Credentials are ACCESS_KEY_ID with SECRET_ACCESS_KEY and
  SESSION_TOKEN, else a web identity, else the role of the container or the instance. No profile is
  read: AWS_PROFILE and the files in `~/.aws` count for nothing.
- A dead endpoint fails within about 30 s: 5 s to connect, 30 s without an answer, three more tries
  none of which begins later than 20 s. A request must be through in 60 s, so large objects are
  sent in parts of 5 MiB and read in pieces of 8 MiB; at most 40 MiB are on their way at a time.
- A put to a bucket that is not there says "not found", as a missing object does. A conditional put
  whose reply was lost, or that met another one (409), says "exists": `swap` looks again.
- An upload in parts that is killed leaves them in the bucket, unseen: have a lifecycle rule abort
  incomplete uploads; obstore cannot list them.
- A name with an empty, `.` or `..` folder in it makes every listing above it fail.
"""

from etl.store._connect import Store, connect, endpoint
from etl.store._files import download, upload
from etl.store._folders import pull, push
from etl.store._latest import Latest, committed_meanwhile, fence, latest, move
from etl.store._objects import Entry, copy, delete, head, listing, put, read
from etl.store._runs import discard, manifest, manifests, publish
from etl.store._saying import Changed
from etl.store._swap import swap

__all__ = [
    "Changed",
    "Entry",
    "Latest",
    "Store",
    "committed_meanwhile",
    "connect",
    "copy",
    "delete",
    "discard",
    "download",
    "endpoint",
    "fence",
    "head",
    "latest",
    "listing",
    "manifest",
    "manifests",
    "move",
    "publish",
    "pull",
    "push",
    "put",
    "read",
    "swap",
    "upload",
]
