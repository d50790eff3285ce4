"""AWS Signature Version 4 of a request whose body is known: what every S3-compatible store understands.

Source: docs.aws.amazon.com, "Signature Calculations for the Authorization Header" (a single chunk); the test holds it
equal to the vectors published there.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote

from attrs import field, frozen

ALGORITHM = "AWS4-HMAC-SHA256"
EMPTY = sha256(b"").hexdigest()


@frozen
class Credentials:
    access_key: str
    secret_key: str = field(repr=False)
    region: str


def signed(
    credentials: Credentials,
    method: str,
    host: str,
    path: str,
    headers: Mapping[str, str],
    body_hash: str,
    at: datetime,
) -> dict[str, str]:
    """`headers` with those that prove who asks. `path` is the plain one, from the first slash, without a query."""
    stamp = f"{at:%Y%m%dT%H%M%SZ}"
    told = {name.lower(): " ".join(value.split()) for name, value in headers.items()}
    told |= {"host": host, "x-amz-content-sha256": body_hash, "x-amz-date": stamp}
    names = ";".join(sorted(told))
    lines = "".join(f"{name}:{told[name]}\n" for name in sorted(told))
    request = "\n".join((method, quote(path, safe="/-_.~"), "", lines, names, body_hash))
    scope = f"{stamp[:8]}/{credentials.region}/s3/aws4_request"
    text = "\n".join((ALGORITHM, stamp, scope, sha256(request.encode()).hexdigest()))
    signature = hmac.new(_key(credentials, stamp[:8]), text.encode(), sha256).hexdigest()
    who = f"{ALGORITHM} Credential={credentials.access_key}/{scope},SignedHeaders={names},Signature={signature}"
    return {**told, "authorization": who}


def _key(credentials: Credentials, day: str) -> bytes:
    key = f"AWS4{credentials.secret_key}".encode()
    for part in (day, credentials.region, "s3", "aws4_request"):
        key = hmac.new(key, part.encode(), sha256).digest()
    return key
