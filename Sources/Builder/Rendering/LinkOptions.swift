/// How a distribution is linked.
package struct LinkOptions: Sendable, Hashable {
    /// Whether symbols are left out of the binary.
    package var stripsSymbols: Bool
    /// A folder whose archives are preferred to shared libraries.
    package var archiveFolder: String?

    package init(stripsSymbols: Bool = true, archiveFolder: String? = nil) {
        self.stripsSymbols = stripsSymbols
        self.archiveFolder = archiveFolder
    }

    /// The flags of the generated target, as Swift expressions.
    var flags: [String] {
        var flags: [String] = []
        if let archiveFolder { flags.append("-L" + archiveFolder) }
        flags += ["-use-ld=lld", "-static-stdlib"]
        // Without these, two builds of the same sources differ.
        flags += ["-Xlinker", "--build-id=none"]
        if stripsSymbols { flags += ["-Xlinker", "-s"] }
        let script = #""\(Context.packageDirectory)/discard-modhash.ld""#
        return flags.map(SwiftLiteral.string) + [
            SwiftLiteral.string("-Xlinker"), SwiftLiteral.string("-T"), SwiftLiteral.string("-Xlinker"), script,
        ]
    }
}
