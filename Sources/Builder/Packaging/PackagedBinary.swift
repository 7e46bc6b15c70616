import CollectorConfig
import Foundation

/// A collector that was built, with what its packages say of it.
package struct PackagedBinary: Sendable {
    package let path: String
    package let name: String
    package let version: String
    package let description: String
    package let architecture: Architecture
    /// Shared libraries that it needs, and its dynamic linker; none for a static program.
    package let elf: ELFFile
    package let provenance: Provenance
    package let sha256: String

    /// The machines that collectors run on, in Go's and Debian's words, which are the same.
    package enum Architecture: String, Sendable {
        case amd64, arm64

        /// The folder of Debian's libraries for it.
        var multiarch: String { self == .amd64 ? "x86_64-linux-gnu" : "aarch64-linux-gnu" }
    }

    /// Reads the binary at `path`; nil after an error.
    package init?(path: String, into diagnostics: inout Diagnostics) {
        guard let provenance = Provenance.read(binary: path, into: &diagnostics) else { return nil }
        guard let elf = ELFFile(path: path), let data = try? Data(contentsOf: URL(fileURLWithPath: path)),
            let architecture = Self.architecture(data)
        else {
            diagnostics.error("\(path) is no program for Linux on amd64 or arm64")
            return nil
        }
        let file = ManifestFile(name: "the manifest in \(path)", directory: "", text: provenance.manifest)
        guard let manifest = ManifestDecoder.decode(file, into: &diagnostics) else { return nil }
        self.path = path
        self.elf = elf
        self.architecture = architecture
        self.provenance = provenance
        name = manifest.distribution.name.value
        version = manifest.distribution.version.isEmpty ? "0.0.0" : manifest.distribution.version
        description =
            manifest.distribution.description.isEmpty
            ? "OpenTelemetry Collector" : Self.oneLine(manifest.distribution.description)
        var hash = SHA256()
        hash.update(data)
        sha256 = hash.hexDigest()
    }

    /// The machine of an ELF header.
    private static func architecture(_ data: Data) -> Architecture? {
        guard data.count > 20 else { return nil }
        switch UInt16(data[18]) | UInt16(data[19]) << 8 {
        case 62: return .amd64
        case 183: return .arm64
        default: return nil
        }
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The components that are built in, by their modules' names.
    package var modules: [String] { provenance.lock.modules.keys.sorted() }
}

/// The time that reproducible packages carry: `SOURCE_DATE_EPOCH`, or 1970.
package struct PackageTime: Sendable, Equatable {
    /// Since 1970.
    package var seconds: Int

    package init(environment: [String: String]) {
        seconds = environment["SOURCE_DATE_EPOCH"].flatMap { Int($0) }.map { max(0, $0) } ?? 0
    }

    /// As RFC 3339 has it.
    var text: String { Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601) }

    /// As a Debian changelog has it.
    var changelogText: String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss Z"
        return formatter.string(from: Date(timeIntervalSince1970: TimeInterval(seconds)))
    }
}

/// Why something could not be packed, in words for its user.
package struct PackagingError: Error, CustomStringConvertible {
    package var description: String

    init(_ description: String) {
        self.description = description
    }
}
