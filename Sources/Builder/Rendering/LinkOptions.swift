/// How a distribution is linked.
package struct LinkOptions: Sendable, Hashable {
    /// Whether symbols are left out of the binary.
    package var stripsSymbols: Bool
    /// The archives that are linked in.
    package var staticLibraries: StaticLibraries
    /// Whether the C library is linked in, too.
    package var isStatic: Bool
    /// Where archives are whose own names the linker does not look for.
    package var archiveFolder: String?
    /// Nil for this machine.
    package var target: BuildTarget?

    package init(
        stripsSymbols: Bool = true,
        staticLibraries: StaticLibraries = StaticLibraries(),
        isStatic: Bool = false,
        archiveFolder: String? = nil,
        target: BuildTarget? = nil
    ) {
        self.stripsSymbols = stripsSymbols
        self.staticLibraries = staticLibraries
        self.isStatic = isStatic
        self.archiveFolder = archiveFolder
        self.target = target
    }

    /// The flags of the generated target, as Swift expressions.
    var flags: [String] {
        // With musl, every program is static, and the SDK says how.
        let isMusl = target?.triple.isMusl == true
        var flags = ["-use-ld=lld", isStatic && !isMusl ? "-static-executable" : "-static-stdlib"]
        // Of a static program, the linker looks for archives only, so that there is no shared library to exchange.
        if isStatic || isMusl, let archiveFolder { flags += ["-L\(archiveFolder)"] }
        flags += staticLibraries.linkerFlags
        // Without these, two builds of the same sources differ.
        flags += ["-Xlinker", "--build-id=none"]
        if stripsSymbols { flags += ["-Xlinker", "-s"] }
        let script = #""\(Context.packageDirectory)/discard-modhash.ld""#
        let map = #""-Map=\(Context.packageDirectory)/\#(Self.mapFile)""#
        return flags.map(SwiftLiteral.string) + [
            SwiftLiteral.string("-Xlinker"), SwiftLiteral.string("-T"), SwiftLiteral.string("-Xlinker"), script,
            SwiftLiteral.string("-Xlinker"), map,
        ]
    }

    /// The linker's account of the binary, in the package's folder.
    static let mapFile = "link.map"
}
