/// What a run did, as `--format json` prints it.
package struct BuildReport: Codable, Sendable {
    package var ok = false
    package var diagnostics: [DiagnosticRecord] = []
    /// The folder of the component library.
    package var library: String?
    package var outputPath: String?
    /// The triple that it was built for, where that is not this machine's.
    package var target: String?
    package var binary: String?
    package var bytes: Int?
    /// Whether the binary was up to date before.
    package var unchanged: Bool?
    /// The CPU time of the build, SwiftPM's and the compiler's.
    package var cpuSeconds: Double?
    /// What the parts of the binary cost.
    package var bill: SizeBill?
    /// Why the module is built in that was asked for.
    package var reasons: [String]?
    /// Shared libraries that the binary needs.
    package var needs: [String]?
    /// Debian packages that bring them and that a slim image lacks.
    package var runtimePackages: [String]?
    /// The modules built in.
    package var modules: [String] = []
    /// How the committed sources differ from what would be generated.
    package var diff: String?
    /// What a dry run would do.
    package var operations: [String]?

    package init() {}
}
