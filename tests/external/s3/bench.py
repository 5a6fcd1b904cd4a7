"""One large object up and down, and many small ones, by till's store, by curl and by cp, in turn; medians of five.
curl gets URLs that are signed beforehand and hashes nothing. usage: bench.py S3_BENCH URL FOLDER MEGABYTES COUNT"""
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


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(command):
    """Wall and CPU seconds of a command."""
    wall, before = time.perf_counter(), cpu()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - wall, cpu() - before


def presigner(url):
    client = botocore.session.get_session().create_client(
        "s3", region_name="us-east-1", endpoint_url=url, aws_access_key_id="tilltest",
        aws_secret_access_key="tillsecret",
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"},
                      request_checksum_calculation="when_required", response_checksum_validation="when_required"))
    return lambda operation, key: client.generate_presigned_url(
        operation, Params={"Bucket": "till-test", "Key": key}, ExpiresIn=36000)


def write_config(path, presign, operation, count, body):
    """What makes one curl move all the small objects."""
    with open(path, "w", encoding="utf-8") as file:
        for i in range(count):
            file.write(f'url = "{presign(operation, f"curl/{i}")}"\n')
            file.write(f'upload-file = "{body}"\n' if operation == "put_object" else 'output = "/dev/null"\n')


def main():
    program, url, folder, megabytes, count = sys.argv[1:4] + [int(n) for n in sys.argv[4:6]]
    presign = presigner(url)
    large, small, got = (os.path.join(folder, name) for name in ("large", "small", "got"))
    with open(large, "wb") as file:
        for _ in range(megabytes):
            file.write(os.urandom(1_000_000))
    with open(small, "wb") as file:
        file.write(b"x" * 4096)
    for operation in ("put_object", "get_object"):
        write_config(os.path.join(folder, operation), presign, operation, count, small)
    curl = ["curl", "--silent", "--fail"]
    many = curl + ["--no-progress-meter", "--parallel", "--parallel-immediate", "--parallel-max", str(PARALLEL), "--config"]
    cases = {
        "up: till": [program, url, "up", large, "large"],
        "up: curl": curl + ["--upload-file", large, presign("put_object", "curl/large")],
        "down: till": [program, url, "down", large, "large"],
        "down: curl": curl + ["--output", got, presign("get_object", "curl/large")],
        "disk: cp": ["cp", large, got],
        "put small: till": [program, url, "put", str(count)],
        "put small: curl": many + [os.path.join(folder, "put_object")],
        "get small: till": [program, url, "get", str(count)],
        "get small: curl": many + [os.path.join(folder, "get_object")],
    }
    taken = {name: [] for name in cases}
    for _ in range(ROUNDS):
        for name, command in cases.items():
            if os.path.exists(got):
                os.remove(got)
            taken[name].append(measure(command))
    for name, times in taken.items():
        wall, used = (statistics.median(column) for column in zip(*times))
        rate = f"{count / wall:8.0f} objects/s" if "small" in name else f"{megabytes / wall:8.0f} MB/s"
        print(f"{name:16} {wall:7.2f} s wall {used:7.2f} s CPU {rate}")


main()
