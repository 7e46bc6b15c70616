import Foundation

/// Writes OCI images without a Docker daemon: the same binary and configuration give the same bytes.
package struct ImageWriter {
    /// What an image is made of.
    package struct Request: Sendable {
        package var binary: PackagedBinary
        /// The collector's configuration; nil for one that is mounted.
        package var configuration: String?
        /// The authorities that peers are verified with; nil for this machine's.
        package var certificates: String?
        /// Such as `my-collector:1.0`.
        package var tag: String
        /// A file that ends in `.tar`, or a folder for the layout.
        package var output: String

        package init(binary: PackagedBinary, tag: String, output: String) {
            self.binary = binary
            self.tag = tag
            self.output = output
        }
    }

    private let request: Request
    private let tools: PackagingTools
    private let bill: SoftwareBill

    package init(_ request: Request, environment: [String: String], osRelease: String) {
        self.request = request
        tools = PackagingTools(environment: environment, time: PackageTime(environment: environment))
        bill = SoftwareBill(request.binary, osRelease: osRelease)
    }

    /// Writes the image.
    ///
    /// - Returns: the digest of its manifest.
    package func write() throws -> String {
        try PackagingTools.withTemporaryFolder { folder in
            let layout = FileTree(root: folder + "/layout")
            try FileManager.default.createDirectory(atPath: layout.root, withIntermediateDirectories: true)
            let digest = try write(layout, scratch: folder)
            try FileManager.default.createDirectory(
                at: URL(fileURLWithPath: request.output).deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            if request.output.hasSuffix(".tar") {
                try tools.tar(layout.root, to: folder + "/image.tar")
                try replace(request.output, with: folder + "/image.tar")
            } else {
                try replace(request.output, with: layout.root)
            }
            return digest
        }
    }

    private func replace(_ path: String, with new: String) throws {
        let files = FileManager.default
        var isFolder: ObjCBool = false
        if files.fileExists(atPath: path, isDirectory: &isFolder) {
            // Nothing is removed that is not an image.
            guard
                !isFolder.boolValue || files.fileExists(atPath: path + "/oci-layout")
                    || FolderReader.names(in: path).isEmpty
            else { throw PackagingError("\(path) is a folder with something else in it; name another by --output") }
            try files.removeItem(atPath: path)
        }
        try files.copyItem(atPath: new, toPath: path)
    }

    private func write(_ layout: FileTree, scratch: String) throws -> String {
        let layer = try makeLayer(scratch)
        let config = try blob(configuration(of: layer), to: layout)
        let compressed = try blob(layer.compressed, to: layout)
        let manifest = try blob(
            json([
                "schemaVersion": 2,
                "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": config.descriptor("application/vnd.oci.image.config.v1+json"),
                "layers": [compressed.descriptor("application/vnd.oci.image.layer.v1.tar+gzip")],
            ]),
            to: layout
        )
        var descriptor = manifest.descriptor("application/vnd.oci.image.manifest.v1+json")
        descriptor["annotations"] = ["org.opencontainers.image.ref.name": request.tag]
        descriptor["platform"] = ["os": "linux", "architecture": request.binary.architecture.rawValue]
        try layout.write(
            json([
                "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [descriptor],
            ]),
            to: "index.json"
        )
        try layout.write(json(["imageLayoutVersion": "1.0.0"]), to: "oci-layout")
        // For `docker load` before version 25.
        try layout.write(
            json([["Config": config.path, "RepoTags": [request.tag], "Layers": [compressed.path]]]),
            to: "manifest.json"
        )
        return "sha256:" + manifest.digest
    }

    // MARK: Parts

    private struct Layer {
        var compressed: Data
        /// Of the layer before it was compressed.
        var digest: String
    }

    private func makeLayer(_ scratch: String) throws -> Layer {
        guard let certificates = request.certificates ?? ImageContents.systemCertificates else {
            throw PackagingError(
                "this machine has no certificates of authorities; run: apt-get install -y ca-certificates"
            )
        }
        let tree = FileTree(root: scratch + "/root")
        try FileManager.default.createDirectory(atPath: tree.root, withIntermediateDirectories: true)
        try ImageContents(
            binary: request.binary,
            configuration: request.configuration,
            certificates: certificates,
            bill: try bill.json()
        ).write(to: tree)
        let file = scratch + "/layer.tar"
        try tools.tar(tree.root, to: file)
        var hash = SHA256()
        hash.update(try Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe))
        try tools.gzip(file)
        return Layer(compressed: try Data(contentsOf: URL(fileURLWithPath: file + ".gz")), digest: hash.hexDigest())
    }

    private func configuration(of layer: Layer) throws -> Data {
        let binary = request.binary
        let program = "/usr/bin/\(binary.name)"
        var labels = [
            "org.opencontainers.image.title": binary.name,
            "org.opencontainers.image.description": binary.description,
            "org.opencontainers.image.version": binary.version,
        ]
        if let revision = binary.provenance.revision { labels["org.opencontainers.image.revision"] = revision }
        return try json([
            "created": tools.time.text,
            "os": "linux",
            "architecture": binary.architecture.rawValue,
            "config": [
                "User": "\(ImageContents.user):\(ImageContents.user)",
                "Env": ["PATH=/usr/bin", "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"],
                "Entrypoint": [program],
                "Cmd": ["--config", "/etc/\(binary.name)/config.yaml"],
                "WorkingDir": "/",
                "ExposedPorts": ["4317/tcp": [:], "4318/tcp": [:], "13133/tcp": [:]] as [String: Any],
                // Docker's own: an OCI runtime leaves it aside.
                "Healthcheck": ["Test": ["CMD", program, "healthcheck"]],
                "Labels": labels,
            ] as [String: Any],
            "rootfs": ["type": "layers", "diff_ids": ["sha256:" + layer.digest]] as [String: Any],
            "history": [["created": tools.time.text, "created_by": "swift-ocb image"]],
        ])
    }

    // MARK: Blobs

    private struct Blob {
        var digest: String
        var size: Int

        var path: String { "blobs/sha256/\(digest)" }

        func descriptor(_ mediaType: String) -> [String: Any] {
            ["mediaType": mediaType, "digest": "sha256:" + digest, "size": size]
        }
    }

    private func blob(_ data: Data, to layout: FileTree) throws -> Blob {
        var hash = SHA256()
        hash.update(data)
        let blob = Blob(digest: hash.hexDigest(), size: data.count)
        try layout.write(data, to: blob.path)
        return blob
    }

    private func json(_ value: Any) throws -> Data {
        try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
    }
}
