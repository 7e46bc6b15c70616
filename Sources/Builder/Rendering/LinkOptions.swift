/// How a distribution is linked.
package struct LinkOptions: Sendable, Hashable {
    /// Whether symbols are left out of the binary.
    package var stripsSymbols: Bool
    /// The archives that are linked in.
    package var staticLibraries: StaticLibraries

    package init(stripsSymbols: Bool = true, staticLibraries: StaticLibraries = StaticLibraries()) {
        self.stripsSymbols = stripsSymbols
        self.staticLibraries = staticLibraries
    }

    /// The flags of the generated target, as Swift expressions.
    var flags: [String] {
        var flags = ["-use-ld=lld", "-static-stdlib"] + staticLibraries.linkerFlags
        // Without these, two builds of the same sources differ.
        flags += ["-Xlinker", "--build-id=none"]
        if stripsSymbols { flags += ["-Xlinker", "-s"] }
        let script = #""\(Context.packageDirectory)/discard-modhash.ld""#
        return flags.map(SwiftLiteral.string) + [
            SwiftLiteral.string("-Xlinker"), SwiftLiteral.string("-T"), SwiftLiteral.string("-Xlinker"), script,
        ]
    }
}
