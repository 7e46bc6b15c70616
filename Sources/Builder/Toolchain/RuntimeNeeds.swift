import Foundation

/// What a binary still needs of the system that it runs on.
package struct RuntimeNeeds: Sendable, Equatable {
    /// Shared libraries by the names that the dynamic linker looks for.
    package var libraries: [String]
    /// The Debian packages that bring them and that a slim image lacks.
    package var packages: [String]
    /// Libraries of which no package is known.
    package var unknown: [String]

    /// What Debian's slim images and Ubuntu's have anyway.
    private static let inBaseImage: Set<String> = ["libc6", "libgcc-s1", "libstdc++6", "zlib1g", "libzstd1"]

    private static let packageNames = [
        "libc.so.6": "libc6", "libm.so.6": "libc6", "libdl.so.2": "libc6", "libpthread.so.0": "libc6",
        "librt.so.1": "libc6", "libutil.so.1": "libc6", "libresolv.so.2": "libc6", "ld-linux-x86-64.so.2": "libc6",
        "ld-linux-aarch64.so.1": "libc6", "libgcc_s.so.1": "libgcc-s1", "libstdc++.so.6": "libstdc++6",
        "libz.so.1": "zlib1g", "libzstd.so.1": "libzstd1", "libssl.so.3": "libssl3", "libcrypto.so.3": "libssl3",
        "libuv.so.1": "libuv1", "libnghttp2.so.14": "libnghttp2-14", "libdeflate.so.0": "libdeflate0",
        "libyaml-0.so.2": "libyaml-0-2", "libsnappy.so.1": "libsnappy1v5", "liblz4.so.1": "liblz4-1",
    ]

    package init(libraries: [String]) {
        self.libraries = libraries
        let packages = Set(libraries.compactMap { Self.packageNames[$0] })
        self.packages = packages.subtracting(Self.inBaseImage).sorted()
        unknown = libraries.filter { Self.packageNames[$0] == nil }
    }

    /// What the binary at `path` needs; nil where it is no ELF file.
    package static func read(_ path: String) -> RuntimeNeeds? {
        ELFFile(path: path).map { RuntimeNeeds(libraries: $0.needed) }
    }

    /// What to do on the machine that runs the binary, in lines for people.
    package func advice(baseImage: String) -> [String] {
        var lines: [String] = []
        if libraries.isEmpty {
            lines.append("Needs nothing at run time: it runs in an empty image")
        } else if packages.isEmpty && unknown.isEmpty {
            lines.append("Needs at run time: \(libraries.joined(separator: ", ")), all in \(baseImage)")
        } else {
            lines.append("Needs at run time: \(libraries.joined(separator: ", "))")
        }
        if !packages.isEmpty {
            lines.append(
                "In \(baseImage): apt-get update && apt-get install -y --no-install-recommends \(packages.joined(separator: " "))"
            )
        }
        if !unknown.isEmpty { lines.append("Of no known package: \(unknown.joined(separator: ", "))") }
        return lines
    }

    /// The slim image of the system that this process runs on, whose C library the binary was linked against.
    package static func baseImage(osRelease: String) -> String {
        var fields: [String: String] = [:]
        for line in osRelease.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            fields[parts[0]] = parts[1].trimmingCharacters(in: CharacterSet(charactersIn: "\"'"))
        }
        switch (fields["ID"], fields["VERSION_ID"]) {
        case ("debian", let version?): return "debian:\(version)-slim"
        case (let name?, let version?): return "\(name):\(version)"
        default: return "an image of the system that it was built on"
        }
    }
}
