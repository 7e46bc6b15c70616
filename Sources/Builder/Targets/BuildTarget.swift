/// Another machine than this one that a distribution is built for, by a Swift SDK.
package struct BuildTarget: Sendable, Hashable {
    package var triple: TargetTriple
    /// What SwiftPM knows the SDK by.
    var sdk: String
    /// The folder that holds the target's C libraries as its own root does.
    var sysroot: String

    /// What SwiftPM is told of it.
    var arguments: [String] {
        // Without the flag, the SDK's shared libraries of Swift are looked through for the static ones.
        ["--swift-sdk", sdk, "--static-swift-stdlib"]
            // What sources import as Glibc is called Musl there.
            + (triple.isMusl ? ["-Xswiftc", "-module-alias", "-Xswiftc", "Glibc=Musl"] : [])
    }

    /// `environment` as pkg-config, and SwiftPM in its place, must have it to find the target's C libraries, not those of
    /// this machine.
    func environment(_ environment: [String: String]) -> [String: String] {
        let root = sysroot == "/" ? "" : sysroot
        let folders = ["lib/\(triple.multiarch)", "lib", "share"].map { "\(root)/usr/\($0)/pkgconfig" }
        var environment = environment
        for variable in ["PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR"] {
            environment[variable] = folders.joined(separator: ":")
        }
        environment["PKG_CONFIG_SYSROOT_DIR"] = root.isEmpty ? nil : root
        return environment
    }

    /// Whether this machine runs what is built.
    var runsHere: Bool { TargetTriple.host?.architecture == triple.architecture }

    /// How the C libraries that are missing get there.
    func advice(missing packages: [SystemPackage]) -> String {
        let names = packages.map { triple.isMusl ? $0.pkgConfig : "\($0.apt):\(triple.architecture)" }
        let put = "put headers, archives and .pc files of \(names.joined(separator: ", ")) for \(triple.name) into "
        return put + "\(sysroot == "/" ? "" : sysroot)/usr, or name a folder that has them under usr by --sysroot"
    }
}
