import ArgumentParser
import Builder
import Foundation

/// `swift-ocb image`.
struct ImageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image",
        abstract: "Write an OCI image of a built collector, without Docker.",
        discussion: """
            It holds the collector, the shared libraries that it needs, certificates and a user that is not root; no shell. \
            The same binary and configuration give the same bytes. Load it by `docker load`, `podman load`, or push it by \
            `skopeo copy oci-archive:collector.tar docker://registry/name`.
            """
    )

    @OptionGroup var binary: PackagedBinaryArgument

    @Option(help: ArgumentHelp("The collector's configuration; without it, mount one.", valueName: "file"))
    var collectorConfig: String?

    @Option(
        help: ArgumentHelp(
            "What the image is called; by default the collector's name and version.",
            valueName: "name:version"
        )
    )
    var tag: String?

    @Option(
        help: ArgumentHelp(
            "A file that ends in .tar, or a folder for the layout; by default <name>-<version>-image.tar.",
            valueName: "path"
        )
    )
    var output: String?

    @Option(help: ArgumentHelp("The authorities to trust; by default this machine's.", valueName: "file"))
    var certificates: String?

    func run() throws {
        let packed = try binary.read()
        let version = packed.version.replacing("+", with: "_")
        var request = ImageWriter.Request(
            binary: packed,
            tag: tag ?? "\(packed.name.lowercased()):\(version)",
            output: PackagedBinaryArgument.absolute(output ?? "\(packed.name)-\(version)-image.tar")
        )
        request.configuration = collectorConfig.map(PackagedBinaryArgument.absolute)
        request.certificates = certificates.map(PackagedBinaryArgument.absolute)
        let writer = ImageWriter(
            request,
            environment: ProcessContext.current.environment,
            osRelease: PackagedBinaryArgument.osRelease
        )
        let digest = try PackagedBinaryArgument.reportingFailure { try writer.write() }
        Console.standardOutput.print("Wrote \(request.output)\n\(request.tag)@\(digest)")
    }
}
