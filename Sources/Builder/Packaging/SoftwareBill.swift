import Foundation

/// The bill of materials of a binary, as CycloneDX 1.6: what it was built from, as its lock says.
package struct SoftwareBill {
    private let binary: PackagedBinary
    private let distribution: (name: String, version: String)

    /// - Parameter osRelease: the content of `/etc/os-release` of the system whose packages were linked in.
    package init(_ binary: PackagedBinary, osRelease: String) {
        self.binary = binary
        distribution = OSRelease(osRelease).identity
    }

    /// The document; the same binary gives the same bytes.
    package func json() throws -> String {
        let modules = binary.provenance.lock.modules
        let document: [String: Any] = [
            "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "version": 1,
            "serialNumber": serialNumber,
            "metadata": [
                "component": [
                    "type": "application", "bom-ref": "collector", "name": binary.name, "version": binary.version,
                    "description": binary.description, "hashes": [["alg": "SHA-256", "content": binary.sha256]],
                ] as [String: Any],
                "tools": [
                    "components": [
                        ["type": "application", "name": "swift-ocb", "version": binary.provenance.lock.tool]
                    ]
                ],
            ] as [String: Any],
            "components": modules.sorted { $0.key < $1.key }.map(module) + packages + system + [swift],
            "dependencies": [["ref": "collector", "dependsOn": references.sorted()] as [String: Any]]
                + references.sorted().map { ["ref": $0] },
        ]
        let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data = try JSONSerialization.data(withJSONObject: document, options: options)
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    /// Made from the binary's digest, so that it is the binary's and nobody else's.
    private var serialNumber: String {
        var digits = Array(binary.sha256.prefix(32))
        guard digits.count == 32 else { return "" }
        digits[12] = "8"
        digits[16] = "8"
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
        return "urn:uuid:" + parts.joined(separator: "-")
    }

    private var references: [String] {
        let lock = binary.provenance.lock
        return lock.modules.keys.map { "module:\($0)" } + lock.packages.keys.map { "package:\($0)" }
            + lock.system.keys.map { "system:\($0)" } + ["swift"]
    }

    private func module(_ name: String, _ digest: String) -> [String: Any] {
        [
            "type": "library", "bom-ref": "module:\(name)", "name": name, "group": "swift-ocb",
            "version": binary.provenance.lock.tool, "licenses": [["license": ["id": "Apache-2.0"]]],
            "properties": [["name": "swift-ocb:sources:sha256", "value": digest]],
        ]
    }

    private var packages: [[String: Any]] {
        binary.provenance.lock.packages.sorted { $0.key < $1.key }.map { name, package in
            var component: [String: Any] = [
                "type": "library", "bom-ref": "package:\(name)", "name": name,
                "properties": [["name": "swift-ocb:revision", "value": package.revision]],
            ]
            component["version"] = package.version ?? package.revision
            if let url = package.url, let purl = Self.purl(url, package.version ?? package.revision) {
                component["purl"] = purl
            }
            return component
        }
    }

    private var system: [[String: Any]] {
        let architecture = binary.architecture.rawValue
        return binary.provenance.lock.system.sorted { $0.key < $1.key }.map { name, version in
            if name.hasSuffix(LockSurvey.moduleSuffix) {
                let module = String(name.dropLast(LockSurvey.moduleSuffix.count))
                return [
                    "type": "library", "bom-ref": "system:\(name)", "name": module, "version": version,
                    "purl": "pkg:generic/\(module)@\(Self.escaped(version))?arch=\(architecture)",
                ]
            }
            return [
                "type": "library", "bom-ref": "system:\(name)", "name": name, "version": version,
                "purl": "pkg:deb/\(distribution.name)/\(name)@\(Self.escaped(version))?arch=\(architecture)"
                    + "&distro=\(distribution.name)-\(distribution.version)",
            ]
        }
    }

    private var swift: [String: Any] {
        let version = String(binary.provenance.lock.swift.prefix { $0 != " " })
        return [
            "type": "library", "bom-ref": "swift", "name": "Swift runtime and standard library", "version": version,
            "purl": "pkg:generic/swift@\(version)", "licenses": [["license": ["id": "Apache-2.0"]]],
        ]
    }

    /// `https://github.com/acme/Kit.git` as a package URL.
    private static func purl(_ url: String, _ version: String) -> String? {
        guard let range = url.range(of: "://") else { return nil }
        var place = url[range.upperBound...]
        if place.hasSuffix(".git") { place = place.dropLast(4) }
        guard place.contains("/"), !place.hasPrefix("/") else { return nil }
        return "pkg:swift/\(place)@\(escaped(version))"
    }

    private static func escaped(_ text: String) -> String {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? text
    }
}

/// Which system a machine runs.
struct OSRelease {
    private(set) var fields: [String: String] = [:]

    /// - Parameter text: the content of `/etc/os-release`.
    init(_ text: String) {
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 {
                fields[parts[0]] = parts[1].trimmingCharacters(in: CharacterSet(charactersIn: "\"'"))
            }
        }
    }

    /// Such as debian and 12.
    var identity: (name: String, version: String) { (fields["ID"] ?? "linux", fields["VERSION_ID"] ?? "0") }
}
