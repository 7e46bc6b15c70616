/// One pass of edits over telemetry: steps through the records of its requests, and makes the new telemetry.
@usableFromInline
struct EditPass: ~Copyable {
    /// What steps through a request; editors point to it.
    @usableFromInline let splice: UnsafeMutablePointer<Splice>

    private let payload: Payload
    private let path: Splice.Path
    /// Whether records are messages that hold further records, of which only the rest is edited.
    private let editsHeaders: Bool

    private var index = 0
    private var isInside = false
    /// The requests so far; nil while all are as they were.
    private var segments: [Bytes]?

    @usableFromInline
    init(_ payload: Payload, _ records: EditedRecords) {
        self.payload = payload
        path = records.path
        editsHeaders = records == .resources || records == .scopes
        splice = .allocate(capacity: 1)
        splice.initialize(to: Splice())
    }

    // Inlinable, because the optimizer (Swift 6.3) fails on others in an inlinable function.
    @inlinable
    deinit {
        Self.end(splice)
    }

    @usableFromInline
    @inline(never)
    static func end(_ splice: UnsafeMutablePointer<Splice>) {
        splice.deinitialize(count: 1)
        splice.deallocate()
    }

    /// Steps to the next record; false after the last.
    @usableFromInline
    mutating func next() -> Bool {
        while true {
            if isInside {
                if splice.pointee.next(path, from: 0) {
                    if editsHeaders { splice.pointee.beginChildren(2) }
                    return true
                }
                endSegment()
            }
            guard index < payload.segments.count else { return false }
            splice.pointee.beginRequest(payload.segments[index].buffer, path)
            isInside = true
        }
    }

    private mutating func endSegment() {
        let old = payload.segments[index]
        if let new = splice.pointee.endRequest() {
            if segments == nil { segments = Array(payload.segments[..<index]) }
            if !new.isEmpty { segments?.append(new) }
        } else {
            segments?.append(old)
        }
        index += 1
        isInside = false
    }

    /// Removes the current record, which counts as `items`.
    @usableFromInline
    mutating func remove(countingItems items: Int) {
        splice.pointee.remove(countingItems: items)
    }

    /// The telemetry after the last record: what it was, when nothing has changed.
    @usableFromInline
    consuming func finish() -> Payload {
        guard let segments else { return payload }
        return Payload(segments: segments, itemCount: payload.itemCount - splice.pointee.removedItems)
    }
}

/// What a pass steps through.
@usableFromInline
enum EditedRecords: Sendable {
    case resources
    case scopes
    /// Spans, metrics or log records.
    case records
    case dataPoints
    /// The samples of profiles.
    case samples

    var path: Splice.Path {
        switch self {
        case .resources: .resources
        case .scopes: .scopes
        case .records: .records
        case .dataPoints: .dataPoints
        case .samples: .samples
        }
    }
}

extension Bytes {
    /// The bytes, which stay where they are as long as any value shares their storage.
    var buffer: UnsafeRawBufferPointer {
        guard let storage else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(start: UnsafeRawPointer(storage.base) + start, count: count)
    }
}
