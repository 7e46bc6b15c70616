internal import CollectorConfig
import Foundation

/// Finds what a distribution is built for and by which Swift SDK.
struct TargetChoice {
    /// What the user named: a triple, a platform, or an SDK; nil for this machine.
    let name: String?
    let sysroot: String?
    let environment: [String: String]
    let currentFolder: String

    /// The target; nil for this machine, and after errors.
    func resolve(into diagnostics: inout Diagnostics) -> BuildTarget? {
        let triple = name.flatMap { TargetTriple($0) }
        guard let name, triple == nil || triple != TargetTriple.host else {
            if sysroot != nil {
                diagnostics.error(
                    "--sysroot holds the C libraries of another machine, and the distribution is built for this one",
                    fix: "name the other by --target"
                )
            }
            return nil
        }
        guard let toolchain = SwiftToolchain.find(environment: environment, into: &diagnostics) else { return nil }
        let sdks = SwiftSDKs(toolchain: toolchain, environment: environment)
        let found = triple.map { find($0, sdks, into: &diagnostics) } ?? find(sdk: name, sdks, into: &diagnostics)
        guard var target = found else { return nil }
        if let sysroot {
            target.sysroot = URL(fileURLWithPath: sysroot, relativeTo: URL(fileURLWithPath: currentFolder)).path
            guard FileManager.default.fileExists(atPath: target.sysroot + "/usr") else {
                diagnostics.error("--sysroot \(sysroot) has no folder usr", fix: "name the root of a system")
                return nil
            }
        }
        return target
    }

    // MARK: By what it is for

    private func find(_ triple: TargetTriple, _ sdks: SwiftSDKs, into diagnostics: inout Diagnostics) -> BuildTarget? {
        let version = sdks.toolchain.version
        let all = sdks.names.compactMap { name in sdks.root(of: name, for: triple).map { (name: name, root: $0) } }
        let fitting = all.filter { (SwiftSDKs.version(in: $0.name) ?? version) == version }
        guard let sdk = fitting.first else {
            let others = all.map(\.name).joined(separator: ", ")
            diagnostics.error(
                "no Swift SDK for \(triple.words) is installed"
                    + (all.isEmpty ? "" : " that fits Swift \(version): \(others) does not"),
                fix: SwiftSDKInstallation.advice(for: triple, swift: version)
            )
            return nil
        }
        guard all.count > 1 else { return BuildTarget(triple: triple, sdk: triple.name, sysroot: sdk.root) }
        // SwiftPM takes any of several, so one must be named; that works for an SDK of one target only.
        guard fitting.count == 1, targets(of: sdk.name, sdks).count == 1 else {
            diagnostics.error(
                "several Swift SDKs are for \(triple.words): \(all.map(\.name).joined(separator: ", "))",
                fix: "remove all but one by `swift sdk remove`, or name one by --target"
            )
            return nil
        }
        return BuildTarget(triple: triple, sdk: sdk.name, sysroot: sdk.root)
    }

    // MARK: By the SDK's name

    private func find(sdk name: String, _ sdks: SwiftSDKs, into diagnostics: inout Diagnostics) -> BuildTarget? {
        let names = sdks.names
        guard names.contains(name) else {
            let known = ["linux/amd64", "linux/arm64"] + TargetTriple.all.map(\.name) + names
            diagnostics.error(
                "--target \(name) is no platform, and no Swift SDK of that name is installed",
                fix: nearestMatch(name, in: known).map { "did you mean \"\($0)\"?" }
                    ?? "name one of \(known.joined(separator: ", "))"
            )
            return nil
        }
        let targets = targets(of: name, sdks)
        guard let target = targets.first, targets.count == 1 else {
            let triples = targets.map(\.triple.name).joined(separator: " and ")
            diagnostics.error(
                targets.isEmpty
                    ? "the Swift SDK \(name) is for no machine that collectors run on"
                    : "the Swift SDK \(name) is for \(triples)",
                fix: targets.isEmpty ? "name one for Linux on amd64 or arm64" : "name one of these by --target"
            )
            return nil
        }
        return BuildTarget(triple: target.triple, sdk: name, sysroot: target.root)
    }

    private func targets(of name: String, _ sdks: SwiftSDKs) -> [(triple: TargetTriple, root: String)] {
        TargetTriple.all.compactMap { triple in sdks.root(of: name, for: triple).map { (triple, $0) } }
    }
}
