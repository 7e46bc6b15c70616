/// How records lie in a message that holds them: in which fields the containers, down to the records.
struct ContainerSchema: Sendable {
    /// One kind of child.
    struct Child: Sendable {
        let number: Int
        let content: Content
    }

    enum Content: Sendable {
        /// A record of one item.
        case item
        /// A record of as many items as it has fields `number`; never cut.
        case record(items: Int)
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
        case .record(let number):
            var total = 0
            var cursor = WireCursor(bytes, range)
            while cursor.next() {
                if cursor.number == number { total &+= 1 }
            }
            return total
        case .container(let schema):
            return schema.count(bytes, range)
        }
    }
}

extension ContainerSchema {
    /// The request of `signal`.
    static func request(_ signal: Signal) -> ContainerSchema {
        switch signal {
        case .traces, .logs: plain
        case .metrics: metrics
        case .profiles: profiles
        }
    }

    /// A request whose resources' scopes hold `record`s.
    private static func request(_ record: Content, repeatsHeaders: Bool = false) -> ContainerSchema {
        let scope = ContainerSchema(children: [Child(number: 2, content: record)])
        let resource = ContainerSchema(children: [Child(number: 2, content: .container(scope))])
        return ContainerSchema(
            children: [Child(number: 1, content: .container(resource))],
            repeatsHeaders: repeatsHeaders
        )
    }

    private static let plain = request(.item)

    private static let metrics: ContainerSchema = {
        let points = ContainerSchema(children: [Child(number: 1, content: .item)])
        // Gauge, sum, histogram, exponential histogram, summary.
        let metric = ContainerSchema(
            children: [5, 7, 9, 10, 11].map { Child(number: $0, content: .container(points)) }
        )
        return request(.container(metric))
    }()

    /// Headers are repeated because the dictionary is one.
    private static let profiles = request(.record(items: 2), repeatsHeaders: true)
}
