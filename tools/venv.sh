#!/bin/sh
# Make the virtual environment $1 hold the requirements files that follow; quick when nothing changed.
# PYTHON picks the interpreter, otherwise the first one found that is 3.11 or later.
set -eu

venv=$1
shift

is_new_enough() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if is_new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
        if [ -n "${PYTHON:-}" ]; then
            break
        fi
    done
    echo "No usable Python ${PYTHON:+at $PYTHON }found: 3.11 or later with venv is needed" \
        "(on Debian: apt-get install python3-venv)." >&2
    return 1
}

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    echo "Creating $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv"
fi

for requirements in "$@"; do
    stamp=$venv/$(basename "$requirements").installed
    # A file may include another (-r), so the stamp is over all of them.
    wanted=$(cat requirements*.txt | cksum)
    if [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
        echo "Installing $requirements"
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements"
        echo "$wanted" >"$stamp"
    fi
done
