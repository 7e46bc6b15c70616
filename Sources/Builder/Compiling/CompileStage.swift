import Foundation

/// The phase of a build that makes the binary, unless the one from before was made from the same.
struct CompileStage {
    let options: BuildOptions
    let environment: [String: String]
    let plan: BuildPlan
    let reporter: any BuildReporter

    private var cache: BuildCache { plan.cache }
    private var binary: String { plan.binary }

    func run(
        _ package: GeneratedPackage,
        inputs: String,
        _ gate: ValidationGate,
        _ report: inout BuildReport,
        into diagnostics: inout Diagnostics
    ) throws {
        let stampFile = cache.stampFile(outputFolder: plan.output)
        if let stamp = BuildStamp.read(stampFile),
            stamp == BuildStamp(inputs: inputs, binary: Fingerprint.file(at: binary))
        {
            try gate.check(binary, into: &diagnostics)
            try diagnostics.stopAfterErrors(telling: reporter)
            reporter.status("Nothing has changed: \(binary) is up to date")
            return finish(unchanged: true, &report, into: &diagnostics)
        }
        let limit = CacheFolder.limit(environment: environment, into: &diagnostics)
        let toolchain = try prepare(into: &diagnostics)
        if plan.isDebug {
            reporter.status("Debug compilation is enabled, the debug symbols will be left on the resulting binary")
        }
        try cache.locked(telling: reporter) {
            let costs = try compile(package, toolchain, gate, into: &diagnostics)
            // What was changed while the compiler ran is not in the binary: the inputs are those from before.
            try BuildStamp(inputs: inputs, binary: Fingerprint.file(at: binary)).write(stampFile)
            report.cpuSeconds = costs.seconds
            for removed in cache.makeRoom(limit: limit) {
                reporter.status("Removed what was compiled for \(removed.library), unused since \(removed.lastUsed)")
            }
        }
        finish(unchanged: false, &report, into: &diagnostics)
    }

    /// Says everything that can be known to fail before the compiler starts.
    private func prepare(into diagnostics: inout Diagnostics) throws -> SwiftToolchain {
        if isFolder(binary) {
            diagnostics.error(
                "the binary's place \(binary) is taken by a folder",
                at: plan.resolution.distribution.name.location,
                fix: "remove it, or choose another dist.name or output path"
            )
        }
        let toolchain = SwiftToolchain.find(environment: environment, into: &diagnostics)
        SystemPackageCheck.run(plan.systemPackages, for: plan.target, environment: environment, into: &diagnostics)
        DiskSpace.check(
            folder: cache.root,
            needed: DiskSpace.forCompiling,
            fix: "name another folder by \(BuildCache.variable)",
            into: &diagnostics
        )
        DiskSpace.check(
            folder: plan.output,
            needed: DiskSpace.forOutput,
            fix: "name another folder by dist.output_path or --output-path",
            into: &diagnostics
        )
        if options.isStatic || plan.target?.triple.isMusl == true {
            try plan.libraries.place(in: cache.archiveFolder, into: &diagnostics)
        }
        try diagnostics.stopAfterErrors(telling: reporter)
        guard let toolchain else { throw BuildFailure() }
        return toolchain
    }

    private func compile(
        _ package: GeneratedPackage,
        _ toolchain: SwiftToolchain,
        _ gate: ValidationGate,
        into diagnostics: inout Diagnostics
    ) throws -> BuildCost {
        for name in plan.libraries.shared {
            diagnostics.note("\(name) has no static archive here: the shared library is used")
        }
        let machine = plan.target.map { " for \($0.triple.words)" } ?? ""
        reporter.status("Compiling with Swift \(toolchain.version)\(machine)")
        let costs = try Compilation(
            package: package,
            cache: cache,
            toolchain: toolchain,
            environment: environment,
            binary: binary,
            configuration: plan.configuration,
            target: plan.target,
            sources: plan.resolution.components.compactMap { component in
                component.sources(checkouts: "\(cache.scratchFolder)/checkouts")
            },
            gate: gate,
            isVerbose: options.isVerbose,
            reporter: reporter
        ).run(into: &diagnostics)
        try diagnostics.stopAfterErrors(telling: reporter)
        reporter.status("Compiled \(binary) (\(costs))")
        bill.make(binary: binary, resolution: plan.resolution)
        return costs
    }

    private func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    // MARK: What was made

    private var bill: BillStage { BillStage(options: options, cache: cache, output: plan.output) }

    private func finish(unchanged: Bool, _ report: inout BuildReport, into diagnostics: inout Diagnostics) {
        report.binary = binary
        report.unchanged = unchanged
        let size = (try? FileManager.default.attributesOfItem(atPath: binary)[.size] as? Int) ?? 0
        report.bytes = size
        let needs = RuntimeNeeds.read(binary)
        report.needs = needs?.libraries
        report.runtimePackages = needs?.packages
        guard options.program == .collector else { return }
        if !unchanged { advise(size: size, needs) }
        bill.show(binary: binary, isUnchanged: unchanged, in: &report, reporter: reporter, into: &diagnostics)
    }

    private func advise(size: Int, _ needs: RuntimeNeeds?) {
        reporter.status("Size: \(ByteCount(size))")
        let root = plan.target.map(\.sysroot) ?? ""
        let osRelease = ["/etc/os-release", "/usr/lib/os-release"].lazy
            .compactMap { FileManager.default.contents(atPath: root + $0) }.first
            .map { String(decoding: $0, as: UTF8.self) }
        let image = RuntimeNeeds.baseImage(osRelease: osRelease ?? "")
        for line in needs?.advice(baseImage: image) ?? [] { reporter.status(line) }
    }
}
