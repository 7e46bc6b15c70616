#!/usr/bin/env bash
# What a release does to the repository and makes of it:
#   release.sh prepare VERSION               gives the changelog's unreleased lines, the tool and the distributions the version
#   release.sh notes VERSION                 prints the changelog's lines of the version
#   release.sh build VERSION PLATFORM FOLDER builds the tool and the distributions, an archive each, into the folder;
#                                            distributions alone, with the C library in them, for linux-amd64-static
set -euo pipefail
command=${1:?prepare, notes or build}
version=${2:?a version such as 0.2.0}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || { echo "error: $version is no version such as 0.2.0" >&2; exit 1; }

section() { # section TITLE: the changelog's lines below the heading that begins with TITLE
    awk -v title="## $1" '/^## / { inside = $0 == title || index($0, title " ") == 1; next } inside' CHANGELOG.md \
        | sed -e '/./,$!d'
}

# In each row: the name of a distribution's folder in manifests/, and of its binary.
distributions=("flagsmith otelcol-flagsmith" "logflux logflux-otel-collector")

case $command in
prepare)
    [ -n "$(section Unreleased)" ] || { echo "error: CHANGELOG.md has nothing unreleased" >&2; exit 1; }
    [ -z "$(section "$version")" ] || { echo "error: CHANGELOG.md has $version already" >&2; exit 1; }
    sed -i "s/^## Unreleased\$/## Unreleased\n\n## $version ($(date -u +%F))/" CHANGELOG.md
    sed -i "s/\(static let current = \)\"[^\"]*\"/\1\"$version\"/" Sources/Builder/BuilderVersion.swift
    # The manifest of logflux is its vendor's, and stays as it is.
    sed -i "s/^  version: .*/  version: $version/" manifests/flagsmith/builder-config.yaml
    find manifests/*/kubernetes -name '*.yaml' \
        -exec sed -i -E "s#^( *-? *image: ghcr\.io/[^:]+):.*#\1:$version#" {} +
    ;;
notes)
    section "$version" | grep . || { echo "error: CHANGELOG.md has no $version" >&2; exit 1; }
    ;;
build)
    platform=${3:?a platform such as linux-amd64}
    folder=$(realpath -m "${4:?a folder}")
    mkdir -p "$folder"
    make build
    staged=$(mktemp -d)
    trap 'rm -rf "$staged"' EXIT
    options=(--skip-unavailable)
    if [[ $platform == *-static ]]; then
        options+=(--static)
    else
        scripts/install.sh .build/release/swift-ocb "$staged/swift-ocb"
        tar -czf "$folder/swift-ocb-$version-$platform.tar.gz" -C "$staged" swift-ocb
    fi
    for row in "${distributions[@]}"; do
        name=${row% *} binary=${row#* }
        .build/release/swift-ocb --config "manifests/$name/builder-config.yaml" "${options[@]}" --output-path "$staged/$name"
        "$staged/$name/$binary" --version
        tar -czf "$folder/$binary-$version-$platform.tar.gz" \
            -C "$staged/$name" "$binary" -C "$PWD/manifests/$name" collector-config.yaml -C "$PWD" LICENSE
    done
    ;;
*)
    echo "error: $command is none of prepare, notes, build" >&2
    exit 1
    ;;
esac
