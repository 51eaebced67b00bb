#!/bin/sh
# Checks that OpenAI's own Python SDK works against the simulator. Not part of `cargo xtask test`,
# because it installs `openai` from PyPI. Needs cargo and Python 3.9 or later:
#
#     tests/openai_sdk/check.sh
#
# Prints a line per check and fails if any does. OPENAI_SDK_VENV names a folder to keep the
# installation in; by default it is target/openai-sdk.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cd "$root"
venv=${OPENAI_SDK_VENV:-${CARGO_TARGET_DIR:-$root/target}/openai-sdk}
echo "building the simulator and installing the SDK (about a minute the first time)"
cargo build --quiet --features server --bin simulate
[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --upgrade -r "$here/requirements.txt"
exec "$venv/bin/python" "$here/check.py" "${CARGO_TARGET_DIR:-$root/target}/debug/simulate"
