import Foundation

/// What is to be compiled, from what and to where.
struct BuildPlan {
    let resolution: Resolution
    let library: ComponentLibrary
    let cache: BuildCache
    let systemPackages: [SystemPackage]
    let libraries: StaticLibraries
    let output: String
    let isDebug: Bool
    /// Nil for this machine.
    let target: BuildTarget?

    /// As SwiftPM calls it.
    var configuration: String { isDebug ? "debug" : "release" }

    /// Where the user finds the binary.
    var binary: String { "\(output)/\(resolution.distribution.name.value)" }

    /// The digest of all that the binary is made from: sources, packages, archives, toolchain and options.
    func inputs(_ package: GeneratedPackage, environment: [String: String], _ memory: inout BuildMemory) -> String {
        let swift = Subprocess.find("swift", environment: environment) ?? ""
        let compiler = URL(fileURLWithPath: swift).resolvingSymlinksInPath().path
        var parts = package.files.map(\.content) + [compiler, Fingerprint.file(at: compiler), "\(isDebug)"]
        parts.append(memory.contents.package(at: library.root).digest)
        parts.append(libraries.fingerprint)
        if let target { parts += target.arguments + [target.sysroot] }
        for dependency in resolution.dependencies {
            switch dependency {
            case .library: break
            case .folder(let root): parts.append(memory.contents.package(at: root).digest)
            case .remote(let package):
                let checkout = package.checkout(in: "\(cache.scratchFolder)/checkouts")
                parts.append(checkout.map { memory.contents.package(at: $0).digest } ?? "")
            }
        }
        return SHA256.digest(of: parts)
    }
}
