/// How records lie in a message that holds them: in which fields the containers, down to the records.
@usableFromInline
struct ContainerSchema: Sendable {
    /// One kind of child.
    struct Child: Sendable {
        let number: Int
        let content: Content
    }

    enum Content: Sendable {
        /// A record of one item, never cut.
        case item
        indirect case container(ContainerSchema)
    }

    /// The fields that hold what is counted and cut; all others are headers.
    let children: [Child]

    /// Whether each part of a cut message repeats the headers; else only the first has them.
    var repeatsHeaders = true

    func child(_ number: Int) -> Content? {
        for child in children where child.number == number { return child.content }
        return nil
    }

    /// Whether the message at `range` of `bytes` holds anything that it could be cut between.
    func hasChildren(_ bytes: RawSpan, _ range: Range<Int>) -> Bool {
        var cursor = WireCursor(bytes, range)
        while cursor.next() {
            if child(cursor.number) != nil { return true }
        }
        return false
    }

    /// The number of items in the message at `range` of `bytes`.
    func count(_ bytes: RawSpan, _ range: Range<Int>) -> Int {
        var total = 0
        var cursor = WireCursor(bytes, range)
        while cursor.next() {
            guard let content = child(cursor.number) else { continue }
            total &+= content.count(bytes, cursor.range)
        }
        return total
    }
}

extension ContainerSchema.Content {
    /// The number of items in the record or container at `range` of `bytes`.
    func count(_ bytes: RawSpan, _ range: Range<Int>) -> Int {
        switch self {
        case .item:
            return 1
        case .container(let schema):
            return schema.count(bytes, range)
        }
    }
}

extension ContainerSchema {
    /// A request of spans.
    @usableFromInline static let traces = request(.item)

    /// A request of log records.
    @usableFromInline static let logs = request(.item)

    /// A request whose resources' scopes hold `record`s.
    private static func request(_ record: Content) -> ContainerSchema {
        let scope = ContainerSchema(children: [Child(number: 2, content: record)])
        let resource = ContainerSchema(children: [Child(number: 2, content: .container(scope))])
        return ContainerSchema(
            children: [Child(number: 1, content: .container(resource))],
            repeatsHeaders: false
        )
    }

    /// A request of data points.
    @usableFromInline static let metrics: ContainerSchema = {
        let points = ContainerSchema(children: [Child(number: 1, content: .item)])
        // Gauge, sum, histogram, exponential histogram, summary.
        let metric = ContainerSchema(
            children: [5, 7, 9, 10, 11].map { Child(number: $0, content: .container(points)) }
        )
        return request(.container(metric))
    }()
}
