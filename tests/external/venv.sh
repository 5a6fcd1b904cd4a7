# Read by the scripts of the external group, from the repository's root.

skip() {
  echo "skipped: $1"
  exit 0
}

# venv NAME REQUIREMENTS: makes build/NAME-venv with exactly these packages, unless it is there, and sets $python to its
# interpreter; skips what needs it where it cannot be made.
venv() {
  local folder=$PWD/build/$1-venv
  python=$folder/bin/python
  cmp -s "$2" "$folder/requirements.txt" && return
  { python3.11 -m venv --clear "$folder" &&
    "$folder/bin/pip" install --quiet --no-deps --no-compile --require-hashes -r "$2"; } >"build/$1-pip.log" 2>&1 ||
    skip "$1 needs python3.11 with venv, and PyPI ($(tail -n 1 "build/$1-pip.log"))"
  cp "$2" "$folder/requirements.txt"
}
