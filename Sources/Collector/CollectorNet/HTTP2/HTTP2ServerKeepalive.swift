internal import CLibUV

/// When a gRPC server ends connections by itself, and how often their peers may ping.
///
/// The defaults are those of gRPC's Go library.
struct HTTP2KeepaliveRules: Sendable {
    /// How long a connection lives, give or take a tenth; nil for ever.
    var maxAge: Duration?

    /// How long its requests may go on after that; nil for as long as they take.
    var maxAgeGrace: Duration?

    /// How long a connection is silent before its peer is pinged.
    var pingAfter = Duration.seconds(7200)

    /// How long the peer may take to answer that.
    var pingTimeout = Duration.seconds(20)

    /// The least time between two of the peer's pings.
    var leastPingInterval = Duration.seconds(300)

    /// Whether the peer may ping like that also while it has no requests under way.
    var permitsIdlePings = false
}

/// Watches the age of one connection, whether its peer is still there, and the peer's pings. Used on its loop only.
final class HTTP2ServerKeepalive {
    /// How many pings too early are forgiven until an answer is given.
    private static let forgiven = 2

    /// The least time between two pings of a peer that may not ping for lack of requests.
    private static let idlePingInterval: UInt64 = 7_200_000

    private let rules: HTTP2KeepaliveRules
    private unowned let connection: HTTP2ServerConnection
    private var ageTimer: LoopTimer?
    private var pingTimer: LoopTimer?
    private var pingSent: UInt64?
    private var isAged = false
    private var lastPing: UInt64?
    private var strikes = 0

    init(_ rules: HTTP2KeepaliveRules, _ connection: HTTP2ServerConnection) {
        self.rules = rules
        self.connection = connection
    }

    func start() {
        let pingTimer = LoopTimer(connection.tcp.loop) { [unowned self] in checkPeer() }
        self.pingTimer = pingTimer
        pingTimer.start(after: rules.pingAfter)
        guard let maxAge = rules.maxAge else { return }
        let ageTimer = LoopTimer(connection.tcp.loop) { [unowned self] in aged() }
        self.ageTimer = ageTimer
        // Connections made together should not end together.
        ageTimer.start(after: maxAge * Double.random(in: 0.9...1.1))
    }

    func close() {
        ageTimer?.close()
        pingTimer?.close()
        ageTimer = nil
        pingTimer = nil
    }

    private func aged() {
        guard !isAged else { return connection.abort() }
        isAged = true
        connection.drain()
        if let grace = rules.maxAgeGrace { ageTimer?.start(after: grace) }
    }

    private func checkPeer() {
        let now = uv_now(connection.tcp.loop.uv)
        let last = connection.lastActivity
        if let pingSent {
            guard last >= pingSent else { return connection.abort() }
            self.pingSent = nil
        }
        let silent = Duration.milliseconds(now - min(now, last))
        guard silent >= rules.pingAfter else {
            pingTimer?.start(after: rules.pingAfter - silent)
            return
        }
        pingSent = now
        connection.sendPing()
        pingTimer?.start(after: rules.pingTimeout)
    }

    /// Notes a ping of the peer; whether it was one too many.
    func receivedPing(hasStreams: Bool) -> Bool {
        let now = uv_now(connection.tcp.loop.uv)
        let sinceLast = lastPing.map { now - min(now, $0) }
        lastPing = now
        let least =
            hasStreams || rules.permitsIdlePings ? rules.leastPingInterval.wholeMilliseconds : Self.idlePingInterval
        if let sinceLast, sinceLast < least { strikes += 1 }
        return strikes > Self.forgiven
    }

    /// An answer is on its way: pings around it measure the connection, and count for nothing.
    func answered() {
        strikes = 0
        lastPing = nil
    }
}
