extension BuildOptions {
    /// Says what the options and variables of Go's toolchain mean here.
    ///
    /// - Parameter target: another machine that the distribution is built for.
    func explainGoFlags(target: TargetTriple?, environment: [String: String], into diagnostics: inout Diagnostics) {
        if let ldflags {
            let effect = stripsSymbols ? "symbols are left out" : "symbols stay in the binary"
            diagnostics.note("--ldflags \"\(ldflags)\": of Go's linker flags only -s has a meaning here: \(effect)")
        }
        if let gcflags {
            let effect = disablesOptimisation ? "optimisation is off" : "without effect"
            diagnostics.note("--gcflags \"\(gcflags)\": of Go's compiler flags only -N has a meaning here: \(effect)")
        }
        explainGoPlatform(target, environment, &diagnostics)
    }

    private func explainGoPlatform(
        _ target: TargetTriple?,
        _ environment: [String: String],
        _ diagnostics: inout Diagnostics
    ) {
        let system = target == nil ? Host.system : "linux"
        let architecture = target?.architecture ?? Host.architecture
        let given = ["GOOS", "GOARCH"].compactMap { name in
            environment[name].flatMap { $0.isEmpty ? nil : (name: name, value: $0) }
        }
        func value(_ name: String) -> String? { given.first { $0.name == name }?.value }
        let wanted = "\(value("GOOS") ?? system)/\(value("GOARCH") ?? architecture)"
        guard wanted != "\(system)/\(architecture)" else { return }
        let words = given.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
        let known = TargetTriple(wanted)
        let reason =
            self.target.map { "--target \($0) says what the distribution is built for" }
            ?? "the distribution is built for this machine, \(system)/\(architecture)"
        diagnostics.warning(
            "\(words) \(given.count == 1 ? "has" : "have") no effect: \(reason)",
            fix: known.map { "run with --target \($0.platform)" }
                ?? "build on a machine of that kind: there is no target \(wanted)"
        )
    }
}
