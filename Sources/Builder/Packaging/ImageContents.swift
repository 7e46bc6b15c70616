import Foundation

/// The files of an image: the collector, what it needs at run time, and nothing else; no shell, no package manager.
struct ImageContents {
    let binary: PackagedBinary
    /// The collector's configuration; nil for one that is mounted.
    let configuration: String?
    /// The authorities that peers are verified with.
    let certificates: String
    let bill: String

    /// Not root, and no user of the host either.
    static let user = 10001

    private static let certificateFiles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ]

    /// The authorities that this machine trusts; nil where it has none.
    static var systemCertificates: String? {
        certificateFiles.first(where: FileManager.default.fileExists)
    }

    func write(to tree: FileTree) throws {
        try tree.copy(binary.path, to: "usr/bin/\(binary.name)", mode: 0o755)
        if let configuration {
            try tree.copy(configuration, to: "etc/\(binary.name)/config.yaml")
        } else {
            try tree.makeFolder("etc/\(binary.name)")
        }
        try tree.copy(certificates, to: "etc/ssl/certs/ca-certificates.crt")
        let (user, name) = (Self.user, "collector")
        try tree.write(
            "root:x:0:0:root:/:/sbin/nologin\n\(name):x:\(user):\(user):\(name):/:/sbin/nologin\n",
            to: "etc/passwd"
        )
        try tree.write("root:x:0:\n\(name):x:\(user):\n", to: "etc/group")
        try tree.write("hosts: files dns\n", to: "etc/nsswitch.conf")
        try tree.write(bill, to: "usr/share/doc/\(binary.name)/sbom.cdx.json")
        try tree.makeFolder("tmp", mode: 0o1777)
        try addLibraries(to: tree)
    }

    /// The C library, and whatever else the system keeps shared: the files of this machine, under the names that the
    /// dynamic linker looks for.
    private func addLibraries(to tree: FileTree) throws {
        guard let interpreter = binary.elf.interpreter else { return }
        try tree.copy(interpreter, to: String(interpreter.dropFirst()), mode: 0o755)
        var pending = binary.elf.needed
        var seen: Set<String> = [(interpreter as NSString).lastPathComponent]
        while let name = pending.popLast() {
            guard seen.insert(name).inserted else { continue }
            let folders = [
                "/lib/\(binary.architecture.multiarch)", "/usr/lib/\(binary.architecture.multiarch)", "/lib64",
            ]
            let file = folders.map { "\($0)/\(name)" }.first(where: FileManager.default.fileExists)
            guard let file, let library = ELFFile(path: file) else {
                throw PackagingError(
                    "\(binary.path) needs \(name), which this machine lacks; build it by --static, so that it needs nothing"
                )
            }
            try tree.copy(file, to: "lib/\(binary.architecture.multiarch)/\(name)", mode: 0o755)
            pending += library.needed
        }
        let notice = "/usr/share/doc/libc6/copyright"
        if FileManager.default.fileExists(atPath: notice) { try tree.copy(notice, to: String(notice.dropFirst())) }
    }
}
