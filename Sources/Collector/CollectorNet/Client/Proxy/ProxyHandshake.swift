/// What a client and a proxy say to each other until the proxy passes bytes on.
protocol ProxyHandshake: Sendable {
    /// What is sent first.
    var opening: [UInt8] { get }

    /// What the proxy has still to answer, in messages.
    var pending: String { get }

    /// Takes the proxy's bytes from `offset` on, and none that come after its last answer.
    ///
    /// - Returns: what to do before the next call; after `more`, everything was taken.
    /// - Throws: of kind `refused` when the proxy does not let the client through, else `other`; what it did.
    mutating func next(_ bytes: RawSpan, from offset: inout Int) throws(NetError) -> ProxyHandshakeStep
}

/// What follows from a piece of a proxy's answers.
enum ProxyHandshakeStep: Equatable {
    /// The answer is incomplete.
    case more
    /// These bytes are the client's next words.
    case send([UInt8])
    /// The proxy passes bytes on from here.
    case open
}
