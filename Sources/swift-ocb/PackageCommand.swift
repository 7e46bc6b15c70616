import ArgumentParser
import Builder
import Foundation

/// `swift-ocb package`.
struct PackageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "package",
        abstract: "Make of a built collector a Debian package, a systemd unit, a Dockerfile or a bill of materials.",
        subcommands: [
            PackageDebCommand.self, PackageSystemdCommand.self, PackageDockerfileCommand.self, PackageSBOMCommand.self,
        ]
    )
}

/// `swift-ocb package deb`.
struct PackageDebCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deb",
        abstract: "Write a .deb with the collector, its configuration and a systemd unit."
    )

    @OptionGroup var binary: PackagedBinaryArgument

    @Option(help: ArgumentHelp("The collector's configuration.", valueName: "file"))
    var collectorConfig: String

    @Option(help: ArgumentHelp("Who answers for the package.", valueName: "name <address>"))
    var maintainer = "swift-ocb <swift-ocb@localhost>"

    @Option(help: ArgumentHelp("The folder to write to.", valueName: "folder"))
    var output = "."

    func run() throws {
        let package = DebianPackage(
            try binary.read(),
            configuration: PackagedBinaryArgument.absolute(collectorConfig),
            maintainer: maintainer,
            environment: ProcessContext.current.environment,
            osRelease: PackagedBinaryArgument.osRelease
        )
        let path = try PackagedBinaryArgument.reportingFailure {
            try package.write(to: PackagedBinaryArgument.absolute(output))
        }
        Console.standardOutput.print("Wrote \(path)")
    }
}

/// `swift-ocb package systemd`.
struct PackageSystemdCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "systemd",
        abstract: "Print a systemd unit that runs the collector."
    )

    @OptionGroup var binary: PackagedBinaryArgument

    func run() throws { Console.standardOutput.write(try SystemdUnit(try binary.read()).text()) }
}

/// `swift-ocb package dockerfile`.
struct PackageDockerfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dockerfile",
        abstract: "Print a Dockerfile that packs the collector on top of this system's slim image."
    )

    @OptionGroup var binary: PackagedBinaryArgument

    func run() throws {
        let file = BinaryDockerfile(try binary.read(), osRelease: PackagedBinaryArgument.osRelease)
        Console.standardOutput.write(try file.text())
    }
}

/// `swift-ocb package sbom`.
struct PackageSBOMCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sbom",
        abstract: "Print the bill of materials of a collector, as CycloneDX 1.6."
    )

    @OptionGroup var binary: PackagedBinaryArgument

    func run() throws {
        let bill = SoftwareBill(try binary.read(), osRelease: PackagedBinaryArgument.osRelease)
        Console.standardOutput.write(try bill.json())
    }
}
