import Fuzzing
import Pdata

@testable import ExporterKit
@testable import FileStorageExtension

/// Reads the files of `file_storage`, and the requests that queues keep there.
@_cdecl("LLVMFuzzerTestOneInput")
public func run(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    var input = FuzzInput(data, count)
    if input.byte() & 1 == 0 {
        checkLog(input.bytes)
    } else {
        checkRecord(input.bytes)
    }
    return 0
}

private func checkLog(_ file: Bytes) {
    // As corpora have it.
    let contents = LogReader.read(file, marker: 0x4142_4344_4546_4748)
    for change in contents.changes {
        require(0 <= change.record.lowerBound && change.record.upperBound <= file.count, "a record beyond the file")
        guard let value = change.value else { continue }
        require(change.record.contains(value), "a value outside of its record")
    }
    for damage in contents.damage {
        require(0 <= damage.lowerBound && damage.upperBound <= file.count, "damage beyond the file")
    }
}

private func checkRecord(_ bytes: Bytes) {
    guard let record = QueueRecord(bytes) else { return }
    guard let again = QueueRecord(record.encoded()) else { return require(false, "our own record is refused") }
    require(again.segments == record.segments, "a request changed")
    require(again.client.metadata == record.client.metadata, "metadata changed")
}
