"""One large object up and down, plain and over TLS, and many small ones, by till's store, by curl and by cp, in turn.
Medians of five rounds, and the median of each round's ratio, which the load of the machine moves less.

The peers of till's plain upload: "multipart" is the same requests, parts of 8 MiB four at a time, each hashed (by two
openssl at once) and signed; "signed" is one request, hashed and signed; "presigned" is one that nobody hashes. Over TLS
no body is signed; till sends a CRC-32C of it, curl nothing.
usage: bench.py S3_BENCH URL TLS_URL FOLDER MEGABYTES COUNT"""
import filecmp
import glob
import os
import resource
import statistics
import subprocess
import sys
import time

import botocore.session
from botocore.config import Config

ROUNDS = 5
PARALLEL = 4
PART_BYTES = 8 << 20
CURL = ["curl", "--silent", "--fail"]
MANY = CURL + ["--no-progress-meter", "--parallel", "--parallel-immediate", "--parallel-max", str(PARALLEL), "--config"]
SIGNED = CURL + ["--user", "tilltest:tillsecret", "--aws-sigv4", "aws:amz:us-east-1:s3"]
# The file, then what curl is told.
HASH_PARTS = 'printf "%s\\0" "$0"/* | xargs -0 -P 2 -n 20 openssl dgst -sha256 -r'
HASH_AND_SEND = 'hash=$(openssl dgst -sha256 -r "$1"); shift; exec "$@" --header "x-amz-content-sha256: ${hash%% *}"'


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(command):
    """Wall and CPU seconds of a command or a call; what earlier ones wrote is on the disk by then."""
    os.sync()
    wall, before = time.perf_counter(), cpu()
    if callable(command):
        command()
    else:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - wall, cpu() - before


def connect(url):
    return botocore.session.get_session().create_client(
        "s3", region_name="us-east-1", endpoint_url=url, aws_access_key_id="tilltest",
        aws_secret_access_key="tillsecret",
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"},
                      request_checksum_calculation="when_required", response_checksum_validation="when_required"))


def presigner(url):
    client = connect(url)
    return lambda operation, key: client.generate_presigned_url(
        operation, Params={"Bucket": "till-test", "Key": key}, ExpiresIn=36000)


class Multipart:
    """The large file in parts, as curl sends it."""

    def __init__(self, url, folder, large):
        self.client, self.url, self.folder = connect(url), url, os.path.join(folder, "parts")
        os.mkdir(self.folder)
        split = ["split", "--bytes", str(PART_BYTES), "--suffix-length", "4", large, self.folder + "/"]
        subprocess.run(split, check=True)
        self.assembling = []

    def __call__(self):
        target = {"Bucket": "till-test", "Key": "curl/multipart"}
        target["UploadId"] = self.client.create_multipart_upload(**target)["UploadId"]
        hash_parts = ["bash", "-c", HASH_PARTS, self.folder]
        hashes = subprocess.run(hash_parts, check=True, capture_output=True, text=True).stdout
        sections = []
        for line in sorted(hashes.splitlines(), key=lambda line: line.split("*")[1]):
            digest, part = line.split(" *")
            sections.append(f'url = "{self.url}/till-test/curl/multipart?partNumber={len(sections) + 1}'
                            f'&uploadId={target["UploadId"]}"\nupload-file = "{part}"\nuser = "tilltest:tillsecret"\n'
                            f'aws-sigv4 = "aws:amz:us-east-1:s3"\nheader = "x-amz-content-sha256: {digest}"\nfail\n')
        with open(self.folder + ".config", "w", encoding="utf-8") as file:
            file.write("next\n".join(sections))
        subprocess.run(MANY + [self.folder + ".config"], check=True, stdout=subprocess.DEVNULL)
        parts = self.client.list_parts(**target)["Parts"]
        begun = time.perf_counter()
        self.client.complete_multipart_upload(**target, MultipartUpload={
            "Parts": [{"PartNumber": part["PartNumber"], "ETag": part["ETag"]} for part in parts]})
        self.assembling.append(time.perf_counter() - begun)


def write_config(path, presign, operation, count, body):
    """What makes one curl move all the small objects."""
    with open(path, "w", encoding="utf-8") as file:
        for i in range(count):
            file.write(f'url = "{presign(operation, f"curl/{i}")}"\n')
            file.write(f'upload-file = "{body}"\n' if operation == "put_object" else 'output = "/dev/null"\n')


def make_files(folder, megabytes):
    large, small, got = (os.path.join(folder, name) for name in ("large", "small", "got"))
    with open(large, "wb") as file:
        for _ in range(megabytes):
            file.write(os.urandom(1_000_000))
    with open(small, "wb") as file:
        file.write(b"x" * 4096)
    return large, small, got


def cases_of(program, url, tls_url, folder, count, files):
    """Names and commands, in the order of a round."""
    large, small, got = files
    presign = presigner(url)
    for operation in ("put_object", "get_object"):
        write_config(os.path.join(folder, operation), presign, operation, count, small)
    plain, secure = f"{url}/till-test/curl/large", f"{tls_url}/till-test/curl/large"
    trust = ["--cacert", os.environ["AWS_CA_BUNDLE"], "--header", "x-amz-content-sha256: UNSIGNED-PAYLOAD"]
    return {
        "up: till": [program, url, "up", large, "large"],
        "up: curl multipart": Multipart(url, folder, large),
        "up: curl signed": ["bash", "-c", HASH_AND_SEND, "bash", large] + SIGNED + ["--upload-file", large, plain],
        "up: curl presigned": CURL + ["--upload-file", large, presign("put_object", "curl/large")],
        "up tls: till": [program, tls_url, "up", large, "large"],
        "up tls: curl": SIGNED + trust + ["--upload-file", large, secure],
        "down: till": [program, url, "down", large, "large"],
        "down: curl": CURL + ["--output", got, presign("get_object", "curl/large")],
        "down tls: till": [program, tls_url, "down", large, "large"],
        "down tls: curl": SIGNED + trust + ["--output", got, secure],
        "disk: cp": ["cp", large, got + ".cp"],
        "put small: till": [program, url, "put", str(count)],
        "put small: curl": MANY + [os.path.join(folder, "put_object")],
        "get small: till": [program, url, "get", str(count)],
        "get small: curl": MANY + [os.path.join(folder, "get_object")],
    }


def check_contents(program, urls, folder, files):
    """All that was stored and loaded is what was sent."""
    large = files[0]
    for url, server in zip(urls, ("versitygw", "versitygw_tls")):
        subprocess.run([program, url, "check", large, "large"], check=True)
        for key in ("bench/large", "curl/large") + (("curl/multipart",) if server == "versitygw" else ()):
            if not filecmp.cmp(large, os.path.join(folder, server, "till-test", key), shallow=False):
                sys.exit(f"error: {key} of {server} is not what was sent")


def main():
    program, url, tls_url, folder, megabytes, count = sys.argv[1:5] + [int(n) for n in sys.argv[5:7]]
    files = make_files(folder, megabytes)
    cases = cases_of(program, url, tls_url, folder, count, files)
    taken = {name: [] for name in cases}
    for _ in range(ROUNDS):
        for name, command in cases.items():
            if name.startswith(("down", "disk")):
                for old in glob.glob(files[2] + "*"):
                    os.remove(old)
            taken[name].append(measure(command))
    check_contents(program, (url, tls_url), folder, files)
    print(f"load average {os.getloadavg()[0]:.1f}, {megabytes} MB, {count} objects of 4 KB")
    for name, times in taken.items():
        wall, used = (statistics.median(column) for column in zip(*times))
        rate = f"{count / wall:6.0f} objects/s" if "small" in name else f"{megabytes / wall:6.0f} MB/s     "
        till = taken.get(name.split(":")[0] + ": till")
        ratio = statistics.median(own[0] / other[0] for own, other in zip(till, times)) if till else 0
        against = f"  till takes {ratio:.2f} of it" if till and till is not times else ""
        print(f"{name:20} {wall:7.2f} s wall {used:6.2f} s CPU {rate}{against}")
    assembling = statistics.median(cases["up: curl multipart"].assembling)
    print(f"of each multipart upload the server needs {assembling:.2f} s to put the parts together")


main()
