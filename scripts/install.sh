#!/usr/bin/env bash
# install.sh TOOL PREFIX: installs the tool, and the component library where the tool looks for it.
set -euo pipefail
tool=$1
prefix=$2
library=$prefix/share/swift-ocb

install -D -m 755 "$tool" "$prefix/bin/swift-ocb"
# The tool's templates and completions are inside the binary; the library is what distributions are built from.
rm -rf "$library"
mkdir -p "$library"
cp -R Package.swift LICENSE Sources Templates manifests "$library"
echo "Installed $prefix/bin/swift-ocb and $library"
