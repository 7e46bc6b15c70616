import ArgumentParser
import Builder
import Foundation

/// `--library`.
struct LibraryOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The component library; by default \(ComponentLibrary.variable), then the one installed or checked out with the tool.",
            valueName: "folder"
        )
    )
    var library: String?

    /// The library; prints what is wrong and ends the run where it is not to be had.
    func found() throws -> ComponentLibrary {
        var diagnostics = Diagnostics()
        let context = ProcessContext.current
        let found = ComponentLibrary.find(
            option: library,
            environment: context.environment,
            executable: context.executable,
            into: &diagnostics
        )
        for diagnostic in diagnostics.sorted { Console.standardError.print(diagnostic.description) }
        guard let found else { throw ExitCode(1) }
        return found
    }

    /// The library's components; prints what is wrong and ends the run where there are none to be had.
    func catalog() throws -> Catalog {
        var diagnostics = Diagnostics()
        let context = ProcessContext.current
        let found = ComponentLibrary.find(
            option: library,
            environment: context.environment,
            executable: context.executable,
            into: &diagnostics
        )
        let catalog = found?.catalog(into: &diagnostics)
        for diagnostic in diagnostics.sorted { Console.standardError.print(diagnostic.description) }
        guard let catalog, !diagnostics.hasErrors else { throw ExitCode(1) }
        return catalog
    }
}

/// `--target` and `--sysroot`.
struct TargetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Another machine to build for, by a Swift SDK: linux/amd64, linux/arm64, x86_64-swift-linux-musl or aarch64-swift-linux-musl, which link everything in, or an SDK's name.",
            valueName: "platform"
        )
    )
    var target: String?

    @Option(
        help: ArgumentHelp(
            "The root of a system with the target's C libraries; by default the SDK's own.",
            valueName: "folder"
        )
    )
    var sysroot: String?
}

/// `--format`.
enum OutputFormat: String, ExpressibleByArgument {
    case text, json
}

extension ProcessContext {
    /// This process.
    static var current: ProcessContext {
        ProcessContext(
            environment: ProcessInfo.processInfo.environment,
            currentFolder: FileManager.default.currentDirectoryPath,
            executable: Bundle.main.executablePath ?? CommandLine.arguments[0]
        )
    }
}
