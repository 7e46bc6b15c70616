extension BuildOptions {
    /// Says what the options and variables of Go's toolchain mean here.
    func explainGoFlags(environment: [String: String], into diagnostics: inout Diagnostics) {
        if let ldflags {
            let effect = stripsSymbols ? "symbols are left out" : "symbols stay in the binary"
            diagnostics.note("--ldflags \"\(ldflags)\": of Go's linker flags only -s has a meaning here: \(effect)")
        }
        if let gcflags {
            let effect = disablesOptimisation ? "optimisation is off" : "without effect"
            diagnostics.note("--gcflags \"\(gcflags)\": of Go's compiler flags only -N has a meaning here: \(effect)")
        }
        for (variable, host) in [("GOOS", Host.system), ("GOARCH", Host.architecture)] {
            guard let value = environment[variable], !value.isEmpty, value != host else { continue }
            diagnostics.warning(
                "\(variable)=\(value) has no effect: the distribution is built for this machine, \(host)",
                fix: "build on a machine or in a container of that kind"
            )
        }
    }
}
