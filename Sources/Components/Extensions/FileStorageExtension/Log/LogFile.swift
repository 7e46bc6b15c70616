internal import CollectorAPI
internal import Glibc
internal import Pdata

/// One file of a log, used on the log's thread only.
final class LogFile {
    let number: UInt64
    let marker: UInt64
    let path: String
    /// The length of what is whole in it.
    private(set) var size = 0
    /// The values in it that count, and the bytes of their records.
    var liveCount = 0
    var liveBytes = 0
    var isDamaged = false

    private var descriptor: Int32 = -1

    /// The file `number` in `directory`, which may exist or not.
    init(number: UInt64, marker: UInt64, in directory: Directory) {
        self.number = number
        self.marker = marker
        path = "\(directory.path)/\(Hex.string(number))-\(Hex.string(marker)).log"
    }

    /// The file called `name`; nil when that is no name of a log's file.
    convenience init?(named name: String, in directory: Directory) {
        guard name.hasSuffix(".log") else { return nil }
        let parts = name.dropLast(4).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 16 }), let number = UInt64(parts[0], radix: 16),
            let marker = UInt64(parts[1], radix: 16), number < UInt64.max
        else { return nil }
        self.init(number: number, marker: marker, in: directory)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Makes the file, with nothing in it.
    func create() throws(StorageError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw failure("cannot create", errno) }
        do throws(StorageError) {
            try append(LogRecord.fileHeader(marker: marker))
        } catch {
            remove()
            throw error
        }
    }

    /// Writes `bytes` at the end, all of them or none.
    func append(_ bytes: Bytes) throws(StorageError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                buffer.baseAddress.map {
                    pwrite(descriptor, $0 + written, buffer.count - written, off_t(size + written))
                }
                    ?? 0
            }
            guard count <= 0 else {
                written += count
                continue
            }
            let code = count == 0 ? EIO : errno
            guard code != EINTR else { continue }
            // What was written of it is not to be read as damage later.
            _ = ftruncate(descriptor, off_t(size))
            throw failure("cannot write to", code)
        }
        size += bytes.count
    }

    /// Forces what was written to the disk.
    func sync() throws(StorageError) {
        guard fdatasync(descriptor) == 0 else { throw failure("cannot sync", errno) }
    }

    /// Drops everything in it.
    func empty() {
        guard descriptor >= 0, ftruncate(descriptor, off_t(LogRecord.fileHeaderSize)) == 0 else { return }
        size = LogRecord.fileHeaderSize
    }

    /// Everything in it.
    func contents() throws(StorageError) -> Bytes {
        try openForReading()
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("cannot read", errno) }
        size = Int(status.st_size)
        return try read(0..<size)
    }

    /// The bytes at `range`.
    func read(_ range: Range<Int>) throws(StorageError) -> Bytes {
        try openForReading()
        var output = ByteBuilder(capacity: range.count)
        while output.count < range.count {
            var count = 0
            let offset = range.lowerBound + output.count
            output.append(capacity: range.count - output.count) { room in
                count = pread(descriptor, room.baseAddress, room.count, off_t(offset))
                return count
            }
            guard count <= 0 else { continue }
            guard count < 0, errno == EINTR else { throw readFailure("cannot read", count == 0 ? ENODATA : errno) }
        }
        return output.finish()
    }

    /// Closes a file that is not written to any more; reading opens it again.
    func rest() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
    }

    func remove() {
        unlink(path)
        rest()
    }

    /// Puts the file aside, as what it was at `time`.
    func putAside(_ time: String) -> String {
        let name = "\(path).\(time).backup"
        rename(path, name)
        rest()
        return name
    }

    private func openForReading() throws(StorageError) {
        guard descriptor < 0 else { return }
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw readFailure("cannot open", errno) }
    }

    /// What is gone does not come back; any other failure may pass.
    private func readFailure(_ what: String, _ code: Int32) -> StorageError {
        var failure = failure(what, code)
        if [ENOENT, ENODATA].contains(code) { failure.kind = .damaged }
        return failure
    }

    private func failure(_ what: String, _ code: Int32) -> StorageError {
        let isFull = [ENOSPC, EDQUOT, EFBIG].contains(code)
        return StorageError(isFull ? .full : .failed, "\(what) \(path): \(systemText(code))")
    }
}
