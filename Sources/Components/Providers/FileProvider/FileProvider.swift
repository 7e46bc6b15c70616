internal import CollectorConfig
internal import Glibc

/// Reads files: the URI's path is absolute, or relative to the working directory.
struct FileProvider: ConfigProvider {
    let scheme = "file"

    /// The largest file read, in bytes.
    private static let limit = 16 << 20

    func retrieve(_ opaque: String) async throws(ProviderError) -> RetrievedConfig {
        guard !opaque.isEmpty else { throw ProviderError("the file has no name", fix: "write file:path") }
        let bytes = try Self.read(opaque)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Self.failure(opaque, "it is not UTF-8 text")
        }
        return RetrievedConfig(text, source: opaque)
    }

    private static func read(_ path: String) throws(ProviderError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure(path, errno) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path, errno) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw failure(path, "it is larger than \(limit >> 20) MiB") }
        }
    }

    private static func failure(_ path: String, _ code: Int32) -> ProviderError {
        switch code {
        case ENOENT where !path.hasPrefix("/"):
            return failure(
                path,
                "no such file or directory",
                fix: workingDirectory.map { "the path is relative to \($0)" }
            )
        case ENOENT: return failure(path, "no such file or directory")
        case EACCES: return failure(path, "permission denied", fix: "let the collector's user read it")
        case EISDIR: return failure(path, "it is a directory", fix: "name a file in it; one --config for each")
        default:
            var text = [CChar](repeating: 0, count: 256)
            _ = strerror_r(code, &text, text.count)
            return failure(
                path,
                text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } } ?? "\(code)"
            )
        }
    }

    private static func failure(_ path: String, _ reason: String, fix: String? = nil) -> ProviderError {
        ProviderError("unable to read the file \(path): \(reason)", fix: fix)
    }

    private static var workingDirectory: String? {
        guard let path = getcwd(nil, 0) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }
}
