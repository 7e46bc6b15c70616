"""An HTTP/2 client that writes frames by hand, to send what no proper client would."""

import socket
import ssl
import struct

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
END_STREAM, ACK, END_HEADERS = 1, 1, 4
INITIAL_WINDOW_SIZE = 4
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
TRACES = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def length(count):
    """An HPACK string length, without Huffman coding."""
    if count < 127:
        return bytes([count])
    rest, out = count - 127, [127]
    while rest >= 128:
        out.append(rest & 127 | 128)
        rest >>= 7
    return bytes(out + [rest])


def literal(fields, indexed=False):
    """Header fields as HPACK literals, which enter the table when `indexed`."""
    return b"".join(
        bytes([0x40 if indexed else 0]) + length(len(name)) + name.encode() + length(len(value)) + value.encode()
        for name, value in fields
    )


GRPC = literal(
    [
        (":method", "POST"),
        (":scheme", "http"),
        (":path", TRACES),
        (":authority", "test"),
        ("content-type", "application/grpc"),
        ("te", "trailers"),
    ]
)

POST = literal(
    [
        (":method", "POST"),
        (":scheme", "http"),
        (":path", "/v1/traces"),
        (":authority", "test"),
        ("content-type", "application/x-protobuf"),
    ]
)


def message(size):
    """The prefix of a gRPC message of `size` bytes."""
    return struct.pack(">BI", 0, size)


class Connection:
    """A connection on which the preface and settings were sent, encrypted where there is a `context`."""

    def __init__(self, endpoint, settings=b"", timeout=20, context=None):
        host, port = endpoint.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout)
        if context:
            self.socket = context.wrap_socket(self.socket, server_hostname=host)
            assert self.socket.selected_alpn_protocol() == "h2"
        self.buffer = b""
        self.send(PREFACE + frame(SETTINGS, 0, 0, settings))

    def send(self, data):
        self.socket.sendall(data)

    def try_send(self, data):
        """Whether the peer still took `data`."""
        try:
            self.socket.sendall(data)
            return True
        except OSError:
            return False

    def receive(self):
        """The next frame as (kind, flags, stream, payload); None at the end."""
        head = self._take(9)
        if head is None:
            return None
        payload = self._take(int.from_bytes(head[:3], "big"))
        return None if payload is None else (head[3], head[4], int.from_bytes(head[5:], "big"), payload)

    def _take(self, count):
        while len(self.buffer) < count:
            try:
                more = self.socket.recv(65536)
            except (ConnectionError, ssl.SSLError):
                return None
            if not more:
                return None
            self.buffer += more
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def until(self, predicate):
        """The first frame for which `predicate` holds; None when the peer ends the connection before."""
        while (got := self.receive()) is not None:
            if predicate(got):
                return got
        return None

    def is_ended(self):
        """Whether the peer says goodbye or ends the connection; waits for it."""
        got = self.until(lambda got: got[0] == GOAWAY)
        return got is None or got[0] == GOAWAY

    def close(self):
        self.socket.close()
