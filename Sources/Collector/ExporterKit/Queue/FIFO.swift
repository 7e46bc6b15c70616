/// A line: what came first leaves first.
struct FIFO<Element> {
    private var storage: [Element?] = []
    private var head = 0

    var count: Int { storage.count - head }
    var isEmpty: Bool { count == 0 }
    var first: Element? { isEmpty ? nil : storage[head] }

    mutating func append(_ element: Element) {
        storage.append(element)
    }

    /// Puts `element` before all others.
    mutating func prepend(_ element: Element) {
        guard head > 0 else { return storage.insert(element, at: 0) }
        head -= 1
        storage[head] = element
    }

    mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        let element = storage[head]
        storage[head] = nil
        head += 1
        if head == storage.count {
            storage.removeAll(keepingCapacity: head <= 4096)
            head = 0
        } else if head >= 1024, head > storage.count / 2 {
            storage.removeFirst(head)
            head = 0
        }
        return element
    }

    func forEach(_ body: (Element) -> Void) {
        for case .some(let element) in storage[head...] { body(element) }
    }

    /// Takes out the first element for which `matches` holds.
    mutating func remove(where matches: (Element) -> Bool) -> Element? {
        for index in storage.indices.dropFirst(head) {
            guard let element = storage[index], matches(element) else { continue }
            storage.remove(at: index)
            return element
        }
        return nil
    }

    mutating func removeAll() -> [Element] {
        defer { self = FIFO() }
        return storage[head...].compactMap { $0 }
    }
}
