#!/usr/bin/env bash
# Checks what no compiler checks: that every file stands in its room.
set -uo pipefail
status=0
complain() { # complain MESSAGE: reports a broken rule
    echo "error: $1" >&2
    status=1
}

# A collector links no Foundation and no Swift package.
while IFS= read -r row; do
    complain "$row: a collector links no Foundation"
done < <(grep -rnE '^ *((public|internal|package|private|fileprivate|@_exported|@preconcurrency) )*import (Foundation|Dispatch)' \
    Sources/Collector Sources/Components manifests/*/exporter/*/Sources)

# A component is one folder, always with the same files, and imports collector libraries only.
# Of Components/Shared:
shared=$(basename -a Sources/Components/Shared/*/ 2>/dev/null | paste -sd '|' -)
libraries="$shared|"'Pdata|CollectorConfig|CollectorAPI|CollectorNet|ExporterKit|Glibc|Synchronization|_Concurrency'
for manifest in Sources/Components/*/*/component.yaml; do
    folder=$(dirname "$manifest")
    for file in Config.swift Factory.swift README.md; do
        [ -s "$folder/$file" ] || complain "$folder: $file is missing or empty"
    done
    compgen -G "$folder/Examples/*.yaml" >/dev/null || complain "$folder: Examples/ holds no YAML file"
    grep -q "component(\.[a-z\`]*, \"$(basename "$folder")\"" Package.swift \
        || complain "$folder: Package.swift lists no such component"
    while IFS= read -r row; do
        complain "$row: a component imports the collector libraries and system libraries only"
    done < <(grep -nHE '^ *((public|internal) )?import ' "$folder"/*.swift | grep -vE "import ($libraries|C[A-Z][A-Za-z0-9]*)$")
done

# The layers of the house: arrows run downwards.
while IFS= read -r row; do
    complain "$row: Pdata imports nothing of ours"
done < <(grep -rnE '^ *((public|internal) )?import (Collector|Exporter)' Sources/Collector/Pdata)
while IFS= read -r row; do
    complain "$row: C libraries stay behind internal imports"
done < <(grep -rnE '^ *public import C(LibUV|NGHTTP2|OpenSSL|LibDeflate|Zstd|Snappy|LZ4|LibYAML)$' Sources)
while IFS= read -r row; do
    complain "$row: #filePath would make builds differ by folder"
done < <(grep -rn '#filePath' Sources)
exit "$status"
