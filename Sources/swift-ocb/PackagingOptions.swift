import ArgumentParser
import Builder
import Foundation

/// The binary that is packed.
struct PackagedBinaryArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("A collector that swift-ocb has built.", valueName: "binary"))
    var binary: String

    /// The binary; prints what is wrong with it and ends the run.
    func read() throws -> PackagedBinary {
        var diagnostics = Diagnostics()
        let found = PackagedBinary(path: Self.absolute(binary), into: &diagnostics)
        let errors = diagnostics.sorted.filter { $0.severity == .error }
        for diagnostic in errors { Console.standardError.print(diagnostic.description) }
        guard let found, errors.isEmpty else { throw ExitCode(1) }
        return found
    }

    static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

    /// What this machine runs.
    static var osRelease: String {
        String(decoding: FileManager.default.contents(atPath: "/etc/os-release") ?? Data(), as: UTF8.self)
    }

    /// Runs `body`, and prints why it failed.
    static func reportingFailure<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as PackagingError {
            Console.standardError.print("error: \(error)")
        } catch {
            Console.standardError.print("error: \(FileProblem(error))")
        }
        throw ExitCode(1)
    }
}
