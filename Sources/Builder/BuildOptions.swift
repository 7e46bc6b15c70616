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
    /// What the distribution is built for: a triple, a platform or a Swift SDK; nil for this machine.
    package var target: String?
    /// The root of the system whose C libraries are linked in, where the Swift SDK lacks them.
    package var sysroot: String?

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
