import Foundation

/// Builds a distribution again from what its binary carries, and compares.
package struct Verification {
    /// What it came to.
    package struct Outcome: Codable, Sendable {
        package var ok: Bool
        /// The SHA-256 of the binary that was given, and of the one that was built.
        package var given: String
        package var built: String?
        package var diagnostics: [DiagnosticRecord]
    }

    private let binary: String
    private let options: BuildOptions
    private let context: ProcessContext
    private let reporter: any BuildReporter

    /// - Parameters:
    ///   - options: those of the build that are not in the lock: the library, and a manifest where relative paths lead from
    ///     it.
    package init(binary: String, options: BuildOptions, context: ProcessContext, reporter: any BuildReporter) {
        self.binary = binary
        self.options = options
        self.context = context
        self.reporter = reporter
    }

    /// Builds in a fresh folder, with nothing kept from earlier builds, unless `usesCache`.
    package func run(usesCache: Bool) throws -> Outcome {
        var diagnostics = Diagnostics()
        func end(given: String, built: String?) -> Outcome {
            reporter.report(diagnostics.takeUnreported())
            return Outcome(
                ok: !diagnostics.hasErrors,
                given: given,
                built: built,
                diagnostics: diagnostics.sorted.map(DiagnosticRecord.init)
            )
        }
        guard let provenance = Provenance.read(binary: binary, into: &diagnostics), let given = Self.digest(binary)
        else {
            return end(given: "", built: nil)
        }
        let folder = try Self.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var context = context
        if !usesCache { context.environment[CacheFolder.variable] = folder + "/cache" }
        var build = DistributionBuild(options: buildOptions(provenance, folder), context: context, reporter: reporter)
        let report = build.run()
        guard report.ok, let path = report.binary, let built = Self.digest(path) else {
            return Outcome(ok: false, given: given, built: nil, diagnostics: report.diagnostics)
        }
        if given == built {
            reporter.status("Verified: \(binary) is what its manifest and lock give (sha256 \(given))")
        } else {
            diagnostics.error(
                "\(binary) is not what its manifest and lock give: its sha256 is \(given), and that of what was built \(built)",
                fix: "\(Self.difference(binary, path))"
            )
        }
        return end(given: given, built: built)
    }

    private func buildOptions(_ provenance: Provenance, _ folder: String) -> BuildOptions {
        var options = options
        if options.configPath == nil { options.manifestText = provenance.manifest }
        options.outputPath = folder + "/output"
        options.lock = .expected(provenance)
        options.skipsUnavailable = provenance.lock.options.skipsUnavailable
        options.isStatic = provenance.lock.options.isStatic
        if options.target == nil, TargetTriple(provenance.lock.target) != nil,
            provenance.lock.target != TargetTriple.host?.name
        {
            options.target = provenance.lock.target
        }
        if provenance.lock.options.symbols { options.ldflags = "" }
        if provenance.lock.options.debug { options.gcflags = "-N" }
        return options
    }

    private static func digest(_ path: String) -> String? {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) else { return nil }
        var hash = SHA256()
        hash.update(data)
        return hash.hexDigest()
    }

    private static func temporaryFolder() throws -> String {
        let folder = NSTemporaryDirectory() + "swift-ocb-verify-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
    }

    private static func difference(_ one: String, _ other: String) -> String {
        guard let left = try? Data(contentsOf: URL(fileURLWithPath: one), options: .mappedIfSafe),
            let right = try? Data(contentsOf: URL(fileURLWithPath: other), options: .mappedIfSafe)
        else { return "one of them cannot be read" }
        let offset = zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        let place = offset.map { "they differ from byte \($0) on" } ?? "one is the beginning of the other"
        return "\(place), of \(left.count) and \(right.count)"
    }
}
