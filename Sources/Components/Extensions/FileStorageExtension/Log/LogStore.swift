internal import CollectorAPI
internal import CollectorConfig
internal import Glibc
internal import Pdata

/// A map kept in a log: every change is appended to the newest file, an index in memory knows where each value lies, and
/// files go when nothing in them counts any more, the oldest first. Used on one thread only.
///
/// Since only the oldest file ever goes, a deletion outlives every older record of its key.
final class LogStore {
    struct Options: Sendable {
        var directory: Directory
        var maxSize = Int.max
        var syncs = false
        var putsDamagedAside = false
        var compactsOnOpen = false
        var copyCount = Int.max

        /// The size from which on another file is begun.
        var fileSize: Int { maxSize == .max ? 16 << 20 : min(16 << 20, max(64 << 10, maxSize / 8)) }
    }

    /// Where a value lies.
    private struct Place {
        var file: LogFile
        var record: Range<Int>
        var value: Range<Int>
    }

    private let options: Options
    private let logger: Logger
    private var index: [String: Place] = [:]
    /// The files that are not written to any more, oldest first.
    private var sealed: [LogFile] = []
    private var active: LogFile?
    /// The sealed files that are open because they were read last: a system without descriptors to spare, too, goes on
    /// reading them.
    private var openForReading: [LogFile] = []
    private var nextNumber: UInt64 = 0
    /// Deletions that could not be written: they count, and are written as soon as there is room.
    private var unwritten: Set<String> = []
    private var isFull = false

    /// Opens the log in the directory of `options`, and reads what is whole in it.
    ///
    /// - Throws: when the system refuses; damage is logged, never thrown.
    init(_ options: Options, _ logger: Logger) throws(StorageError) {
        self.options = options
        self.logger = logger
        for file in try files() { try load(file) }
        reclaim()
        if options.compactsOnOpen { compact() }
        if options.putsDamagedAside, sealed.contains(where: \.isDamaged) { rewrite() }
    }

    var keys: [String] { Array(index.keys) }

    /// The bytes of all files.
    var size: Int { sealed.reduce(active?.size ?? 0) { $0 + $1.size } }

    /// The bytes of what counts in them.
    var liveBytes: Int { sealed.reduce(active?.liveBytes ?? 0) { $0 + $1.liveBytes } }

    // MARK: Opening

    private func files() throws(StorageError) -> [LogFile] {
        let names: [String]
        do throws(Directory.Problem) {
            names = try options.directory.names()
        } catch {
            throw StorageError(.failed, "\(error)")
        }
        let files = names.compactMap { LogFile(named: $0, in: options.directory) }.sorted { $0.number < $1.number }
        nextNumber = (files.last?.number).map { $0 + 1 } ?? 0
        return files
    }

    private func load(_ file: LogFile) throws(StorageError) {
        let contents = LogReader.read(try file.contents(), marker: file.marker)
        file.rest()
        sealed.append(file)
        for change in contents.changes { apply(change, in: file) }
        guard !contents.damage.isEmpty else { return }
        let bytes = contents.damage.reduce(0) { $0 + $1.count }
        let fields = [LogField("file", .string(file.path)), LogField("skipped_bytes", .int(bytes))]
        guard !contents.isCutShort else {
            logger.info("The storage's last write was cut short. It was never acknowledged.", fields)
            return
        }
        file.isDamaged = true
        logger.error(
            "The storage is damaged. Keeping all that is whole.",
            fields + [LogField("damaged_places", .int(contents.damage.count))]
        )
    }

    // MARK: Use

    /// Carries out requests in order, each as a whole, with one write for all of them.
    func perform(_ requests: [[StorageOperation]]) -> [Result<[Bytes?], StorageError>] {
        let size = requests.reduce(0) { $0 + LogRecord.size($1) }
        guard size > 0 else { return requests.map(find) }
        do throws(StorageError) {
            let first = try write(requests)
            var offset = first.offset
            defer { reclaim() }
            return requests.map { operations in
                let size = LogRecord.size(operations)
                // What only reads fails by itself: its caller is not to take a failure for a value that is not there.
                guard size > 0 else { return find(operations) }
                defer { offset += size }
                return .success(apply(operations, first.file, offset))
            }
        } catch {
            guard requests.count == 1 else { return requests.flatMap { perform([$0]) } }
            return [failed(requests[0], error)]
        }
    }

    /// What a request comes to that cannot be written: deletions count all the same, since they make room.
    private func failed(_ operations: [StorageOperation], _ error: StorageError) -> Result<[Bytes?], StorageError> {
        noteFull(error)
        let isSetting = operations.contains { if case .set = $0 { true } else { false } }
        guard error.kind == .full, !isSetting else { return .failure(error) }
        let found = find(operations)
        guard case .success = found else { return found }
        for case .delete(let key) in operations where forget(key) { unwritten.insert(key) }
        reclaim()
        return found
    }

    private func noteFull(_ error: StorageError) {
        guard error.kind == .full, !isFull else { return }
        isFull = true
        logger.warn("The storage is full. It takes no new data.", [LogField("error", .string("\(error)"))])
    }

    private func find(_ operations: [StorageOperation]) -> Result<[Bytes?], StorageError> {
        do throws(StorageError) {
            var found: [Bytes?] = []
            for operation in operations {
                guard case .get(let key) = operation else {
                    found.append(nil)
                    continue
                }
                found.append(try value(key))
            }
            return .success(found)
        } catch {
            return .failure(error)
        }
    }

    private func value(_ key: String) throws(StorageError) -> Bytes? {
        guard let place = index[key] else { return nil }
        let record = try place.file.read(place.record)
        noteRead(place.file)
        let payload = record.slice(LogRecord.headerSize..<record.count)
        let stored = record.withUnsafeBytes {
            UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
        }
        guard payload.withUnsafeBytes(LogRecord.checksum) == stored else {
            throw StorageError(.damaged, "\(place.file.path) is damaged at byte \(place.record.lowerBound)")
        }
        let start = place.value.lowerBound - place.record.lowerBound
        return record.slice(start..<start + place.value.count)
    }

    private func noteRead(_ file: LogFile) {
        guard file !== active, openForReading.last !== file else { return }
        openForReading.removeAll { $0 === file }
        openForReading.append(file)
        if openForReading.count > Self.openLimit { openForReading.removeFirst().rest() }
    }

    private static let openLimit = 4

    /// The value of `key` in the middle of changes, which one that cannot be read does not undo.
    private func valueLogged(_ key: String) -> Bytes? {
        do throws(StorageError) {
            return try value(key)
        } catch {
            logger.error("A stored value cannot be read", [LogField("error", .string("\(error)"))])
            return nil
        }
    }

    // MARK: Writing

    /// Appends the changes of `requests`, and returns where the first one's record begins.
    private func write(_ requests: [[StorageOperation]]) throws(StorageError) -> (file: LogFile, offset: Int) {
        let size = requests.reduce(0) { $0 + LogRecord.size($1) }
        try checkRoom(for: size, requests)
        let file = try writable()
        // Deletions that are still to be written come first: what is set anew after them stays.
        let late = unwritten.map { StorageOperation.delete($0) }
        var buffer = ByteBuilder(capacity: size + LogRecord.size(late))
        LogRecord.append(late, marker: file.marker, to: &buffer)
        for operations in requests { LogRecord.append(operations, marker: file.marker, to: &buffer) }
        let start = file.size
        try file.append(buffer.finish())
        unwritten = []
        if isFull {
            isFull = false
            logger.info("The storage has room again.")
        }
        if options.syncs {
            do throws(StorageError) {
                try file.sync()
            } catch {
                // What the disk holds of the file is unknown from here on: the next write begins another one.
                seal()
                throw error
            }
        }
        return (file, start + LogRecord.size(late))
    }

    private func checkRoom(for size: Int, _ requests: [[StorageOperation]]) throws(StorageError) {
        guard size <= LogRecord.largestPayload else {
            throw StorageError(.failed, "\(size) bytes are more than a storage takes at once")
        }
        let isSetting = requests.contains { $0.contains { if case .set = $0 { true } else { false } } }
        guard isSetting, self.size + size > options.maxSize else { return }
        makeRoom(for: size)
        guard self.size + size > options.maxSize else { return }
        throw StorageError(.full, "not enough space in \(options.directory.path): max_size is \(options.maxSize) bytes")
    }

    private func writable() throws(StorageError) -> LogFile {
        if let active, active.size < options.fileSize { return active }
        seal()
        let file = LogFile(number: nextNumber, marker: .random(in: 1...UInt64.max), in: options.directory)
        try file.create()
        if options.syncs { options.directory.sync() }
        nextNumber += 1
        active = file
        return file
    }

    private func seal() {
        guard let file = active else { return }
        file.rest()
        sealed.append(file)
        active = nil
    }

    // MARK: The index

    /// Notes the changes among `operations`, whose record begins at `offset` of `file`, and finds what they ask for.
    private func apply(_ operations: [StorageOperation], _ file: LogFile, _ offset: Int) -> [Bytes?] {
        let record = offset..<offset + LogRecord.size(operations)
        var place = offset + LogRecord.headerSize
        var found: [Bytes?] = []
        for operation in operations {
            switch operation {
            case .get(let key): found.append(valueLogged(key))
            case .set(let key, let value):
                place = LogRecord.size([operation]) - LogRecord.headerSize + place
                apply(.init(key: key, value: place - value.count..<place, record: record), in: file)
                found.append(nil)
            case .delete(let key):
                place = LogRecord.size([operation]) - LogRecord.headerSize + place
                apply(.init(key: key, value: nil, record: record), in: file)
                found.append(nil)
            }
        }
        return found
    }

    private func apply(_ change: LogContents.Change, in file: LogFile) {
        forget(change.key)
        guard let value = change.value else { return }
        file.liveCount += 1
        file.liveBytes += change.key.utf8.count + value.count
        index[change.key] = Place(file: file, record: change.record, value: value)
    }

    @discardableResult
    private func forget(_ key: String) -> Bool {
        guard let old = index.removeValue(forKey: key) else { return false }
        old.file.liveCount -= 1
        old.file.liveBytes -= key.utf8.count + old.value.count
        return true
    }

    // MARK: Room

    /// Removes the files at the old end in which nothing counts, and copies away the little that counts in a log that is
    /// mostly dead.
    private func reclaim() {
        dropDead()
        if index.isEmpty, sealed.isEmpty, let active, active.size >= options.fileSize / 4 { active.empty() }
        guard size > 4 * liveBytes + 4 * options.fileSize, let oldest = sealed.first else { return }
        guard (try? moveAway(oldest)) != nil else { return }
        dropDead()
    }

    private func dropDead() {
        while let oldest = sealed.first, oldest.liveCount == 0 {
            sealed.removeFirst()
            discard(oldest)
        }
        // Full disks make even an empty log's file too large.
        if isFull, index.isEmpty, sealed.isEmpty { active?.empty() }
    }

    private func discard(_ file: LogFile) {
        openForReading.removeAll { $0 === file }
        guard file.isDamaged, options.putsDamagedAside else { return file.remove() }
        let name = file.putAside(Self.now())
        logger.warn("A damaged file of the storage was put aside", [LogField("file", .string(name))])
    }

    /// Copies what counts out of old files, as long as that makes room for `size` bytes more.
    private func makeRoom(for size: Int) {
        let dead = self.size - liveBytes
        guard dead >= max(size, options.maxSize / 4) else { return }
        for _ in 0...sealed.count where self.size + size > options.maxSize {
            if sealed.isEmpty { seal() }
            guard let oldest = sealed.first, (try? moveAway(oldest)) != nil else { return }
            dropDead()
        }
    }

    /// Writes the log anew without what was deleted.
    func compact() {
        guard size - liveBytes > 4096 else { return }
        let before = size
        rewrite()
        logger.debug(
            "Compacted the storage",
            [LogField("bytes_before", .int(before)), LogField("bytes_after", .int(size))]
        )
    }

    /// Copies what counts to new files, as far as there is room, and removes the old ones.
    private func rewrite() {
        seal()
        for file in sealed where file.liveCount > 0 {
            guard (try? moveAway(file)) != nil else { break }
        }
        dropDead()
    }

    /// Copies what counts in `file` to the newest one.
    private func moveAway(_ file: LogFile) throws(StorageError) {
        let bytes = try file.contents()
        file.rest()
        var copies: [StorageOperation] = []
        var copiedBytes = 0
        func flush() throws(StorageError) {
            guard !copies.isEmpty else { return }
            let target = try writable()
            var buffer = ByteBuilder(capacity: LogRecord.size(copies))
            // Each value in a record of its own: reading one reads its record.
            for copy in copies { LogRecord.append([copy], marker: target.marker, to: &buffer) }
            var offset = target.size
            try target.append(buffer.finish())
            if options.syncs { try target.sync() }
            for copy in copies {
                guard case .set(let key, let value) = copy else { continue }
                let end = offset + LogRecord.size([copy])
                apply(.init(key: key, value: end - value.count..<end, record: offset..<end), in: target)
                offset = end
            }
            copies = []
            copiedBytes = 0
        }
        for change in LogReader.read(bytes, marker: file.marker).changes {
            guard let value = change.value, let place = index[change.key], place.file === file, place.value == value
            else { continue }
            copies.append(.set(change.key, bytes.slice(value)))
            copiedBytes += value.count
            if copies.count >= options.copyCount || copiedBytes >= 1 << 20 { try flush() }
        }
        try flush()
        // What can no longer be read is lost: it must not keep the file for ever.
        guard file.liveCount > 0 else { return }
        logger.error(
            "Stored values can no longer be read, and are lost",
            [LogField("file", .string(file.path)), LogField("values", .int(file.liveCount))]
        )
        for (key, place) in index where place.file === file { forget(key) }
    }

    private static func now() -> String {
        RFC3339.text(UInt64(clamping: time(nil)) * 1_000_000_000)
    }
}
