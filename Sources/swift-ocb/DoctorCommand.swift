import ArgumentParser
import Builder

/// `swift-ocb doctor`: whether this machine can build.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check toolchain, system packages, library, disk and cache; say what mends each.",
        discussion: "Exits with 1 where a line begins with fail."
    )

    @Option(
        help: ArgumentHelp("A manifest whose components' packages are needed; all others' are not.", valueName: "file")
    )
    var config: String?

    @Option(help: "text, or json.")
    var format: OutputFormat = .text

    @OptionGroup var library: LibraryOption

    func run() throws {
        var doctor = Doctor(context: .current, library: library.library)
        let findings = doctor.examine(manifest: config)
        if format == .json {
            Console.standardOutput.print(try jsonText(findings))
        } else {
            for finding in findings { Console.standardOutput.print(finding.line) }
        }
        if findings.contains(where: { $0.state == .fail }) { throw ExitCode(1) }
    }
}
