internal import Glibc

/// The files that cases of pipeline tests are kept in.
enum CaseFiles {
    /// More than this is no case.
    private static let mostBytes = 64 << 20

    /// The cases at `path`: the file itself, or those of a folder, by name.
    static func find(at path: String) throws(ServiceError) -> [String] {
        guard let handle = opendir(path) else {
            guard errno == ENOTDIR else { throw ServiceError("\(path): \(text(errno))") }
            return [path]
        }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasSuffix(PipelineCase.suffix), !name.hasSuffix(PipelineCase.expectedSuffix) else { continue }
            names.append(name)
        }
        let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
        guard !names.isEmpty else { throw ServiceError("\(path): there is no \(PipelineCase.suffix) file in it") }
        return names.sorted().map { "\(folder)/\($0)" }
    }

    /// The text of the file at `path`.
    static func read(_ path: String) throws(ServiceError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ServiceError("\(path): \(text(errno))") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ServiceError("\(path): \(text(errno))") }
            guard count > 0 else { break }
            bytes += chunk[..<count]
            guard bytes.count <= mostBytes else {
                throw ServiceError("\(path): it is larger than \(mostBytes >> 20) MiB")
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ServiceError("\(path): it is not UTF-8")
        }
        return text
    }

    /// Makes `text` all that the file at `path` holds.
    static func write(_ text: String, to path: String) throws(ServiceError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw ServiceError("\(path): \(self.text(errno))") }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ServiceError("\(path): \(self.text(errno))") }
            rest = rest.dropFirst(count)
        }
    }

    private static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}
