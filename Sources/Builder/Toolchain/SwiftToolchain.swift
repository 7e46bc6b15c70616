import Foundation

/// The Swift toolchain that compiles distributions.
package struct SwiftToolchain: Sendable, Equatable {
    /// The oldest version that will do: older compilers lack features that the library is written with.
    private static let minimum = (major: 6, minor: 3)

    /// The `swift` command.
    package var executable: String
    package var version: String

    /// Finds `swift` on the `PATH` and asks its version; reports what is wrong.
    package static func find(environment: [String: String], into diagnostics: inout Diagnostics) -> SwiftToolchain? {
        guard let executable = Subprocess.find("swift", environment: environment) else {
            diagnostics.error(
                "no Swift toolchain on PATH",
                fix: "install Swift \(minimum.major).\(minimum.minor): https://www.swift.org/install"
            )
            return nil
        }
        let command = Subprocess(executable, ["--version"], environment: PinnedEnvironment.make(from: environment))
        guard let output = command.output(), output.exitCode == 0, let version = parse(output.text) else {
            diagnostics.error("\(executable) --version does not tell a version", fix: "reinstall the Swift toolchain")
            return nil
        }
        let parts = version.split(separator: ".").compactMap { Int($0) }
        guard parts.count >= 2, (parts[0], parts[1]) >= (minimum.major, minimum.minor) else {
            diagnostics.error(
                "\(executable) is Swift \(version), which is too old",
                fix: "install Swift \(minimum.major).\(minimum.minor) or newer: https://www.swift.org/install"
            )
            return nil
        }
        return SwiftToolchain(executable: executable, version: version)
    }

    /// The version in the output of `swift --version`, such as `6.3.1`.
    package static func parse(_ output: String) -> String? {
        guard let range = output.range(of: "Swift version ") else { return nil }
        let version = output[range.upperBound...].prefix { $0.isNumber || $0 == "." }
        return version.isEmpty ? nil : String(version)
    }
}
