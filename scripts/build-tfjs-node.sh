#!/usr/bin/env bash
# Builds TensorFlow.js's native binding (backend `node`) where npm could not fetch it: the npm package's own source,
# compiled against the libtensorflow that the Python package tensorflow-cpu carries. Library and binding are kept outside
# the tree, in ${XDG_CACHE_HOME:-~/.cache}/diabetes-ci. Where something for it is missing it says what, and ends well:
# the binding is optional.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tensorflow=2.21.0
napi=8
package=node_modules/@tensorflow/tfjs-node
cache=${XDG_CACHE_HOME:-$HOME/.cache}/diabetes-ci/tensorflow-$tensorflow
binding=$cache/napi-v$napi/tfjs_binding.node

say() { echo "tfjs-node: $*"; }
skip() {
  say "not built: $*"
  exit 0
}
loads() { node -e 'require("@tensorflow/tfjs-node")' >/dev/null 2>&1; }

extract_library() {
  python3 - "$1" "$cache" <<'PYTHON'
import shutil, sys, zipfile
from pathlib import Path

wheel, cache = sys.argv[1], Path(sys.argv[2])
headers = ('tensorflow/include/tensorflow/c/', 'tensorflow/include/tensorflow/core/platform/ctstring',
           'tensorflow/include/tsl/platform/ctstring', 'tensorflow/include/xla/tsl/c/')
libraries = {'tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'}
with zipfile.ZipFile(wheel) as files:
    for name in files.namelist():
        if name in libraries:
            target = cache / 'lib' / Path(name).name
        elif name.startswith(headers) and not name.endswith('/'):
            target = cache / name.removeprefix('tensorflow/')
        else:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with files.open(name) as source, target.open('wb') as out:
            shutil.copyfileobj(source, out, 1 << 20)
PYTHON
}

compile_binding() {
  mkdir -p "$(dirname "$binding")"
  g++ -shared -fPIC -O2 -std=c++17 -DNAPI_VERSION=$napi -DNODE_GYP_MODULE_NAME=tfjs_binding -DBUILDING_NODE_EXTENSION \
    -I"$headers" -I"$cache/include" -I"$package" "$package"/binding/tfjs_{backend,binding}.cc \
    -L"$cache/lib" -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 -Wl,-rpath,"$cache/lib" -o "$binding.part"
  mv "$binding.part" "$binding"
}

loads && { say 'already there'; exit 0; }
[ "$(node -p 'process.platform + "-" + process.arch')" = linux-x64 ] || skip 'only Linux on x64 has a library for it'
headers=$(dirname "$(dirname "$(node -p process.execPath)")")/include/node
if [ ! -e "$binding" ]; then
  for tool in python3 g++; do command -v "$tool" >/dev/null || skip "there is no $tool"; done
  [ -e "$headers/node_api.h" ] || skip "there is no $headers/node_api.h"
fi

# npm removes an optional package whose install script failed; its source comes without running that script.
[ -d "$package/binding" ] || npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
if [ ! -e "$binding" ]; then
  download=$(mktemp -d)
  trap 'rm -rf "$download"' EXIT
  python3 -m pip download -qq --no-deps --only-binary :all: -d "$download" "tensorflow-cpu==$tensorflow" ||
    skip "pip has no tensorflow-cpu $tensorflow for this Python"
  extract_library "$download"/tensorflow_cpu-*.whl
  compile_binding
fi
mkdir -p "$package/lib/napi-v$napi"
cp "$binding" "$package/lib/napi-v$napi/"
loads || skip 'it was compiled but does not load'
say 'built'
