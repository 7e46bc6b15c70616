import Foundation

/// Compiles a generated package and puts the binary where the user wants it.
struct Compilation {
    let package: GeneratedPackage
    let cache: BuildCache
    let toolchain: SwiftToolchain
    let environment: [String: String]
    let binary: String
    /// `release`, or `debug` where the manifest asks for debug_compilation.
    let configuration: String
    /// Nil for this machine.
    let target: BuildTarget?
    /// The components of other packages, whose sources the compiler may complain about.
    let sources: [ComponentSources]
    /// What the binary must pass before it gets to its place.
    let gate: ValidationGate
    let isVerbose: Bool
    let reporter: any BuildReporter

    /// The call of SwiftPM.
    var command: Subprocess {
        var environment = PinnedEnvironment.make(from: environment)
        environment["SWIFT_EXEC"] = proxy?.executable
        let arguments = Self.arguments(cache, configuration, target)
        return Subprocess(toolchain.executable, arguments, environment: environment)
    }

    /// What SwiftPM is told.
    static func arguments(_ cache: BuildCache, _ configuration: String, _ target: BuildTarget?) -> [String] {
        [
            "build", "--configuration", configuration, "--package-path", cache.packageFolder, "--scratch-path",
            cache.scratchFolder, "--disable-build-manifest-caching", "--product", GeneratedPackage.name,
        ] + (target?.arguments ?? [])
    }

    private var proxy: CompilerProxy? { CompilerProxy(folder: cache.compilerFolder, toolchain: toolchain) }

    /// Runs SwiftPM; reports the compiler's output and the manifest's lines behind it where it fails.
    ///
    /// - Returns: what it cost.
    func run(into diagnostics: inout Diagnostics) throws -> BuildCost {
        try proxy?.prepare()
        var cost = BuildCost()
        try compile(into: &diagnostics)
        cost.end(proxy?.takeCalls() ?? [])
        var costs = CompilerCosts.read(cache.costsFile)
        costs.add(cost.calls, at: Date())
        // Without them a report is less complete; the binary is the same.
        try? costs.write(cache.costsFile)
        return cost
    }

    private func compile(into diagnostics: inout Diagnostics) throws {
        try PackageWriter.synchronize(package, to: cache.packageFolder)
        // What stands there afterwards was linked now, from these sources and from the archives as they are now.
        unlink(product)
        let output = try build()
        guard output.exitCode == 0 else {
            if !isVerbose { for line in output.compiler.lines { reporter.output(line) } }
            for diagnostic in output.compiler.diagnostics { diagnostics.append(diagnostic) }
            diagnostics.error(
                "failed to compile the distribution: swift build ended with exit code \(output.exitCode)",
                fix: output.compiler.diagnostics.isEmpty ? "the compiler's output is above" : nil
            )
            return
        }
        guard carriesIdentity(product) else {
            diagnostics.error(
                "swift build left the binary of another distribution",
                fix: "remove \(cache.root) and build again"
            )
            return
        }
        try gate.check(product, into: &diagnostics)
        if !diagnostics.hasErrors { try install() }
    }

    private func build() throws -> (exitCode: Int32, compiler: CompilerOutput) {
        var output = CompilerOutput(package: package, folder: cache.packageFolder, sources: sources)
        if isVerbose { reporter.output("$ \(command.commandLine)") }
        var progress: BuildProgress?
        let ending = try command.run(
            .long,
            onPause: { if let progress { reporter.progress(progress) } },
            onLine: { line in
                progress = BuildProgress(line: line) ?? progress
                if let progress { reporter.progress(progress) }
                if isVerbose { reporter.output(line) }
                output.add(line)
            }
        )
        if case .interrupted(let signal) = ending {
            reporter.status("Interrupted")
            raise(signal)
        }
        return (ending.exitCode, output)
    }

    /// What SwiftPM links.
    private var product: String { "\(cache.scratchFolder)/\(configuration)/\(GeneratedPackage.name)" }

    /// Whether the binary was made from these sources.
    private func carriesIdentity(_ path: String) -> Bool {
        guard !package.identity.isEmpty else { return FileManager.default.fileExists(atPath: path) }
        guard let data = FileManager.default.contents(atPath: path) else { return false }
        return data.range(of: Data(package.identity.utf8)) != nil
    }

    /// Copies the binary beside its place and renames it, so that a running collector keeps its file.
    private func install() throws {
        let folder = URL(fileURLWithPath: binary).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let temporary = folder.appendingPathComponent(".\(GeneratedPackage.name)-\(getpid())").path
        try? FileManager.default.removeItem(atPath: temporary)
        try FileManager.default.copyItem(atPath: product, toPath: temporary)
        guard rename(temporary, binary) == 0 else {
            let cause = NSError(domain: NSPOSIXErrorDomain, code: Int(errno))
            try? FileManager.default.removeItem(atPath: temporary)
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: binary, NSUnderlyingErrorKey: cause])
        }
    }
}
