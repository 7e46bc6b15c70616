import Foundation
import Mustache
import Templates

/// Writes a `.deb`: the collector, its configuration, and a systemd unit that runs it.
package struct DebianPackage {
    private let binary: PackagedBinary
    private let configuration: String
    private let maintainer: String
    private let tools: PackagingTools
    private let bill: SoftwareBill

    /// - Parameter configuration: the collector's, which an upgrade leaves as its user has it.
    package init(
        _ binary: PackagedBinary,
        configuration: String,
        maintainer: String,
        environment: [String: String],
        osRelease: String
    ) {
        self.binary = binary
        self.configuration = configuration
        self.maintainer = maintainer
        tools = PackagingTools(environment: environment, time: PackageTime(environment: environment))
        bill = SoftwareBill(binary, osRelease: osRelease)
    }

    /// Debian's names have lower-case letters, digits, plus, minus and dots.
    package var name: String {
        let letters = binary.name.lowercased().map {
            $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) ? $0 : "-"
        }
        let name = String(letters.drop { !$0.isLetter && !$0.isNumber })
        return name.count > 1 ? name : "collector-" + name
    }

    /// Debian's versions begin with a digit.
    private var version: String {
        let text = binary.version.hasPrefix("v") ? String(binary.version.dropFirst()) : binary.version
        // `1.0-rc.1` comes before `1.0` only so.
        let plain = text.replacing("-", with: "~").filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || ".+~".contains($0))
        }
        return plain.first?.isNumber == true ? plain : "0~" + plain
    }

    package var fileName: String { "\(name)_\(version)_\(binary.architecture.rawValue).deb" }

    /// Writes it into `folder`.
    ///
    /// - Returns: its path.
    package func write(to folder: String) throws -> String {
        try PackagingTools.withTemporaryFolder { scratch in
            let tree = FileTree(root: scratch + "/root")
            try FileManager.default.createDirectory(atPath: tree.root, withIntermediateDirectories: true)
            guard chmod(tree.root, 0o755) == 0 else { throw CocoaError(.fileWriteNoPermission) }
            try addFiles(to: tree)
            try addControl(to: tree)
            let file = scratch + "/" + fileName
            try tools.run(
                "dpkg-deb",
                ["--root-owner-group", "-Zxz", "--build", tree.root, file],
                package: "dpkg"
            )
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = folder + "/" + fileName
            try? FileManager.default.removeItem(atPath: path)
            try FileManager.default.copyItem(atPath: file, toPath: path)
            return path
        }
    }

    private func addFiles(to tree: FileTree) throws {
        let documents = "usr/share/doc/\(name)"
        try tree.copy(binary.path, to: "usr/bin/\(binary.name)", mode: 0o755)
        try tree.copy(configuration, to: "etc/\(binary.name)/config.yaml")
        try tree.write(SystemdUnit(binary).text(), to: "lib/systemd/system/\(binary.name).service")
        try tree.write(try fill(Templates.Packaging.copyright, [:]), to: documents + "/copyright")
        let changelog = """
            \(name) (\(version)) unstable; urgency=medium

              * Built by swift-ocb.

             -- \(maintainer)  \(tools.time.changelogText)

            """
        try tree.write(changelog, to: documents + "/changelog")
        try tree.write(try bill.json(), to: documents + "/sbom.cdx.json")
        for file in ["changelog", "sbom.cdx.json"] { try tools.gzip("\(tree.root)/\(documents)/\(file)") }
        // The libraries are linked in on purpose, so that the binary runs wherever glibc is as new.
        let overrides =
            ["embedded-library", "no-manual-page"] + (binary.elf.interpreter == nil ? ["statically-linked-binary"] : [])
        try tree.write(
            overrides.map { "\(name): \($0)\n" }.joined(),
            to: "usr/share/lintian/overrides/\(name)"
        )
    }

    private func addControl(to tree: FileTree) throws {
        let kilobytes = (CacheUsage.bytes(of: tree.root) + 1023) / 1024
        let libraries = RuntimeNeeds(libraries: binary.elf.needed).packages
        var depends = libraries
        if !binary.elf.needed.isEmpty {
            let version = binary.provenance.lock.system["libc6-dev"]?.prefix { $0 != "-" }
            depends.insert(version.map { "libc6 (>= \($0))" } ?? "libc6", at: 0)
        }
        let values: [String: Any] = [
            "version": version, "architecture": binary.architecture.rawValue, "maintainer": maintainer,
            "kilobytes": kilobytes, "summary": String(binary.description.prefix(70)),
            "components": Self.wrapped(binary.modules),
        ]
        var control = values
        if !depends.isEmpty { control["depends"] = depends.joined(separator: ", ") }
        try tree.write(try fill(Templates.Packaging.control, control), to: "DEBIAN/control")
        try tree.write("/etc/\(binary.name)/config.yaml\n", to: "DEBIAN/conffiles")
        for (name, template) in [
            ("postinst", Templates.Packaging.postinst), ("prerm", Templates.Packaging.prerm),
            ("postrm", Templates.Packaging.postrm),
        ] { try tree.write(try fill(template, [:]), to: "DEBIAN/\(name)", mode: 0o755) }
    }

    private func fill(_ template: String, _ values: [String: Any]) throws -> String {
        try MustacheTemplate(string: template).render(values.merging(["name": binary.name, "package": name]) { $1 })
    }

    /// Words in lines of at most 70 characters.
    private static func wrapped(_ words: [String]) -> [String] {
        words.reduce(into: [String]()) { lines, word in
            if let last = lines.last, last.count + word.count < 68 {
                lines[lines.count - 1] = "\(last), \(word)"
            } else {
                lines.append(word)
            }
        }
    }
}

/// The systemd unit that runs a collector.
package struct SystemdUnit {
    private let binary: PackagedBinary

    package init(_ binary: PackagedBinary) {
        self.binary = binary
    }

    package func text() throws -> String {
        // A unit expands % followed by a letter.
        let description = binary.description.replacing("%", with: "%%")
        return try MustacheTemplate(string: Templates.Packaging.unit)
            .render(["name": binary.name, "description": description])
    }
}

/// A Dockerfile that packs a built collector.
package struct BinaryDockerfile {
    private let binary: PackagedBinary
    private let osRelease: String

    package init(_ binary: PackagedBinary, osRelease: String) {
        self.binary = binary
        self.osRelease = osRelease
    }

    package func text() throws -> String {
        let packages = ["ca-certificates"] + RuntimeNeeds(libraries: binary.elf.needed).packages
        return try MustacheTemplate(string: Templates.Packaging.dockerfile).render([
            "name": binary.name, "base": RuntimeNeeds.baseImage(osRelease: osRelease),
            "packages": packages.joined(separator: " "),
        ])
    }
}
