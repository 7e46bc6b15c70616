/// What a run was asked to do, beside the manifest.
package struct BuildOptions: Sendable {
    /// The manifest; nil for the embedded one.
    package var configPath: String?
    /// Collector configurations to check the distribution against, beside the manifest's.
    package var checkedConfigs: [ConfigSources] = []
    /// A manifest that is in no file, instead of one.
    package var manifestText: String?
    package var generation = Generation.overwriting
    package var skipsGenerate = false
    package var skipsGetModules = false
    package var skipsCompilation = false
    package var skipsUnavailable = false
    package var isVerbose = false
    package var isDryRun = false
    package var ldflags: String?
    package var gcflags: String?
    package var outputPath: String?
    package var library: String?
    /// What is built from the manifest's components.
    package var program = GeneratedProgram.collector
    package var lock = LockUse.loose
    /// Whether the run ends once the lock was compared.
    package var checksOnly = false
    /// A module or library, of which only the reasons are told that it is built in for.
    package var why: String?
    /// Whether all parts of the bill are shown, of a binary that was up to date, too.
    package var showsBill = false
    /// What the binary may have.
    package var maximumSize: ByteCount?
    /// Whether the C library is linked in, too.
    package var isStatic = false

    /// What becomes of files in the output folder.
    package enum Generation: Sendable {
        /// They are what this machine makes of the manifest.
        case overwriting
        /// Those stay that another machine made of the same manifest.
        case keepingEquivalents
        /// All stay, and it is an error where one is stale.
        case checking
    }

    package init() {}

    /// Whether the Go linker would have been told to leave symbols out; it is by default.
    var stripsSymbols: Bool {
        guard let ldflags else { return true }
        return ldflags.split(whereSeparator: \.isWhitespace).contains("-s")
    }

    /// Whether the Go compiler would have been told not to optimise.
    var disablesOptimisation: Bool {
        gcflags?.split(whereSeparator: { $0.isWhitespace || $0 == "=" }).contains("-N") ?? false
    }
}

/// The process that the tool runs in.
package struct ProcessContext: Sendable {
    package var environment: [String: String]
    package var currentFolder: String
    /// The tool's own file.
    package var executable: String

    package init(environment: [String: String], currentFolder: String, executable: String) {
        self.environment = environment
        self.currentFolder = currentFolder
        self.executable = executable
    }
}

/// Hears of what a run does; the command line prints it.
package protocol BuildReporter: AnyObject {
    /// A phase begins or ends, in ocb's words where it has some.
    func status(_ text: String)

    /// The compiler is at `progress`.
    func progress(_ progress: BuildProgress)

    /// A line of another program's output, for `--verbose` or after a failure.
    func output(_ line: String)

    /// Something to tell, in its final form.
    func report(_ diagnostics: [Diagnostic])
}

/// What a run did, as `--format json` prints it.
package struct BuildReport: Codable, Sendable {
    package var ok = false
    package var diagnostics: [DiagnosticRecord] = []
    /// The folder of the component library.
    package var library: String?
    package var outputPath: String?
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
