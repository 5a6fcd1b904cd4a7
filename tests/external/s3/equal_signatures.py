"""Signs each request of standard input with botocore and compares. usage: s3_sign_requests N | equal_signatures.py N"""
import json
import sys
from urllib.parse import quote

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def authorization(given):
    """What botocore says of the request."""
    url = "http://127.0.0.1:9000" + quote(given["path"], safe="/~")
    query = "&".join(quote(name, safe="~") + "=" + quote(value, safe="~") for name, value in given["query"])
    request = AWSRequest(given["method"], url + ("?" + query if query else ""), data=given["body"].encode())
    for name, value in given["headers"]:
        request.headers[name] = value
    access_key, secret_key, token = given["keys"]
    signer = S3SigV4Auth if given["service"] == "s3" else SigV4Auth
    auth = signer(Credentials(access_key, secret_key, token or None), given["service"], given["region"])
    # What add_auth does, with the request's time in place of the clock's.
    request.context["timestamp"] = given["date"]
    auth._modify_request_before_signing(request)
    if given["service"] != "s3":
        request.headers["X-Amz-Content-SHA256"] = auth.payload(request)
    canonical = auth.canonical_request(request)
    auth._inject_signature_to_request(request, auth.signature(auth.string_to_sign(request, canonical), request))
    return request.headers["Authorization"]


def main():
    count = 0
    for line in sys.stdin:
        given = json.loads(line)
        expected = authorization(given)
        if expected != given["authorization"]:
            sys.exit(f"error: request {count} is signed differently\n{line}expected {expected}")
        count += 1
    if count != int(sys.argv[1]):
        sys.exit(f"error: {count} requests came, expected {sys.argv[1]}")
    print(f"{count} requests signed as botocore signs them")


main()
