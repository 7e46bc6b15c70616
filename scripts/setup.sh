#!/usr/bin/env bash
# Installs what is missing to build (`setup.sh build`) or to test (`setup.sh test`); prints nothing when all is there.
set -euo pipefail

# Each row: a test that the package is there, then its Debian name.
build=(
    "pkg-config --version|pkg-config"
    "pkg-config --exists libuv|libuv1-dev"
    "pkg-config --exists libnghttp2|libnghttp2-dev"
    "pkg-config --exists openssl|libssl-dev"
    "pkg-config --exists libdeflate|libdeflate-dev"
    "pkg-config --exists libzstd|libzstd-dev"
    "pkg-config --exists snappy|libsnappy-dev"
    "pkg-config --exists liblz4|liblz4-dev"
    "pkg-config --exists yaml-0.1|libyaml-dev"
    "pkg-config --exists libcrypt|libcrypt-dev"
    "pkg-config --exists re2|libre2-dev"
    "pkg-config --exists libxxhash|libxxhash-dev"
    "command -v git|git"
    "command -v curl|curl"
)
tests=(
    "python3 -c 'import venv, ensurepip'|python3-venv"
    "command -v debootstrap|debootstrap"
    "command -v dpkg-deb|dpkg"
    "command -v lintian|lintian"
    "command -v skopeo|skopeo"
    "command -v umoci|umoci"
    "test -f /usr/share/uap-core/regexes.yaml|uap-core"
)

rows=("${build[@]}")
[ "${1:-build}" = test ] && rows=("${tests[@]}")

missing=()
for row in "${rows[@]}"; do
    bash -c "${row%|*}" >/dev/null 2>&1 || missing+=("${row##*|}")
done

if [ "${#missing[@]}" -gt 0 ]; then
    if ! command -v apt-get >/dev/null; then
        echo "error: missing here: ${missing[*]} (Debian's names); install them with your system's package manager" >&2
        exit 1
    fi
    sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "error: run as root: apt-get install -y ${missing[*]}" >&2; exit 1; }
        sudo=(sudo)
    fi
    echo "Installing ${missing[*]}"
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    if ! { "${sudo[@]}" apt-get update && DEBIAN_FRONTEND=noninteractive \
        "${sudo[@]}" apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        cat "$log" >&2
        echo "error: apt-get could not install ${missing[*]}" >&2
        exit 1
    fi
fi

if ! command -v swift >/dev/null; then
    echo "error: no Swift toolchain on PATH; swift-ocb needs Swift 6.3: https://www.swift.org/install/linux/" >&2
    exit 1
fi
version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
if [ "$(printf '%s\n' 6.2 "$version" | sort -V | head -n 1)" != 6.2 ]; then
    echo "error: this is Swift ${version:-of an unknown version}; swift-ocb needs 6.3: https://www.swift.org/install/linux/" >&2
    exit 1
fi
