#!/usr/bin/env bash
# install.sh TOOL PREFIX: installs the tool, and the component library where the tool looks for it.
set -euo pipefail
tool=$1
prefix=$2
library=$prefix/share/swift-ocb

install -D -m 755 "$tool" "$prefix/bin/swift-ocb"
share=$prefix/share
mkdir -p "$share/man/man1" "$share/bash-completion/completions" "$share/zsh/site-functions" "$share/fish/vendor_completions.d"
"$tool" manual >"$share/man/man1/swift-ocb.1"
"$tool" --generate-completion-script bash >"$share/bash-completion/completions/swift-ocb"
"$tool" --generate-completion-script zsh >"$share/zsh/site-functions/_swift-ocb"
"$tool" --generate-completion-script fish >"$share/fish/vendor_completions.d/swift-ocb.fish"
# The tool's templates are inside the binary; the library is what distributions are built from.
rm -rf "$library"
mkdir -p "$library"
cp -R Package.swift LICENSE Sources Templates manifests "$library"
echo "Installed $prefix/bin/swift-ocb and $library"
