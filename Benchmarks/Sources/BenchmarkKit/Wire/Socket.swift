internal import CWire
internal import Glibc

/// TCP on the loopback interface.
enum Socket {
    /// A connection to `port` of this machine; reads and writes block unless `isBlocking` is false.
    static func connect(port: UInt16, isBlocking: Bool) throws(WireFailure) -> Int32 {
        let descriptor = try open()
        var address = loopback(port)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            defer { close(descriptor) }
            throw .system("connect to port \(port)")
        }
        sendAtOnce(descriptor)
        if !isBlocking { makeNonblocking(descriptor) }
        return descriptor
    }

    /// A socket that listens on a port that the system chose.
    static func listen() throws(WireFailure) -> (descriptor: Int32, port: UInt16) {
        let descriptor = try open()
        var address = loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && Glibc.listen(descriptor, 128) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard result else {
            defer { close(descriptor) }
            throw .system("listen")
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// The next connection to the listening `listener`; nil once it is shut down.
    static func accept(_ listener: Int32) -> Int32? {
        while true {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor < 0 else {
                sendAtOnce(descriptor)
                makeNonblocking(descriptor)
                return descriptor
            }
            guard errno == EINTR || errno == ECONNABORTED else { return nil }
        }
    }

    /// A port that nobody listens on at the moment.
    static func freePort() throws(WireFailure) -> UInt16 {
        let (descriptor, port) = try listen()
        close(descriptor)
        return port
    }

    /// Waits until `descriptor` can be read from (or, if asked for, written to), or `moment` is there.
    static func wait(_ descriptor: Int32, writable: Bool, until moment: Nanoseconds?) {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN | (writable ? POLLOUT : 0)), revents: 0)
        guard let moment else {
            Glibc.poll(&poll, 1, -1)
            return
        }
        let now = Clock.now
        let left = moment > now ? moment - now : 0
        var timeout = timespec(tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
        ppoll(&poll, 1, &timeout, nil)
    }

    private static func open() throws(WireFailure) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .system("socket") }
        return descriptor
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func sendAtOnce(_ descriptor: Int32) {
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func makeNonblocking(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
}
