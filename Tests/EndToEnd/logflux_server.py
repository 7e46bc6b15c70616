"""The other side of the logflux exporter: agrees on keys, decrypts every entry, and fails as a test says."""

import base64
import collections
import contextlib
import datetime
import gzip
import http.server
import json
import secrets
import socket
import ssl
import threading
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CATEGORIES = {"1": "events", "2": "events", "3": "traces"}
OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


class Reply(Exception):
    """Ends a request with `status`; without one, the connection closes and nothing is answered."""

    def __init__(self, status=None, body=b"", **headers):
        super().__init__(status)
        self.status = status
        self.body = json.dumps(body).encode() if isinstance(body, dict) else body
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Entry:
    """One decrypted entry, with what travelled in the clear."""

    def __init__(self, fields, payload, compressed, life):
        self.type = fields["x-lf-entry-type"]
        self.key_id = fields["x-lf-key-id"]
        self.timestamp = fields["x-lf-timestamp"]
        self.payload = payload
        self.compressed = compressed
        self.life = life


def parts(content_type, body):
    """The headers and the content of each part of a multipart/mixed body."""
    media_type, _, parameter = content_type.partition("; boundary=")
    assert media_type == "multipart/mixed" and parameter, content_type
    delimiter = b"--" + parameter.encode()
    pieces = body.split(delimiter)
    assert pieces[0] == b"" and pieces[-1] == b"--\r\n", "the body is not framed by its boundary"
    for piece in pieces[1:-1]:
        assert piece.startswith(b"\r\n") and piece.endswith(b"\r\n")
        head, _, content = piece[2:-2].partition(b"\r\n\r\n")
        yield dict(split(line) for line in head.decode().split("\r\n")), content


def split(line):
    name, _, value = line.partition(": ")
    return name.lower(), value


def cut(connection):
    """Breaks a connection. An SSLSocket's own shutdown would have whoever still reads read the ciphertext."""
    socket.socket.shutdown(connection, socket.SHUT_RDWR)


class LogFluxServer:
    """Takes entries for one API key, at `url`; over TLS with `tls`, an identity.Identity.

    `before` is called with each ingest request's number, from 1, its key id and its entry types, before anything is
    decrypted, and may raise a Reply; `after` with its number, when the entries are stored, before the answer.
    """

    def __init__(self, api_key, tls=None):
        self.api_key = api_key
        self.tls = tls
        self.private_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.keys = {}
        self.revoked = set()
        self.nonces = set()
        self.entries = []
        self.requests = []
        self.handshakes = 0
        self.problems = []
        self.before = lambda number, key_id, types: None
        self.after = lambda number: None
        self.at_init = lambda number: None
        self.at_get = lambda host, path, headers: None
        self.init_answer = lambda pem: {"public_key": pem, "supports_multipart": True, "limits": {"max_batch_size": 1000}}
        self.complete_answer = lambda key_id: {"key_id": key_id}
        self.ingest_answer = lambda count: {"status": "success", "data": {"total": count, "succeeded": count, "failed": 0}}
        self.changed = threading.Condition()
        self.connections = set()
        self.server = None
        self.port = 0
        self.lives = 0

    # Running

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def url(self):
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def start(self):
        """Listens, at the port of its life before if there was one."""
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.lives += 1
        if self.tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.tls.certificate, self.tls.key)
            self.server.socket = context.wrap_socket(
                self.server.socket, server_side=True, do_handshake_on_connect=False
            )
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        """Ends the process, as it were: connections break, and nobody listens."""
        server, self.server = self.server, None
        if server is None:
            return
        server.shutdown()
        server.server_close()
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                cut(connection)

    def wait_for(self, predicate, timeout=60):
        """Whether `predicate()` came to hold before the time was up."""
        with self.changed:
            return self.changed.wait_for(predicate, timeout)

    def payloads(self, kind=None):
        """The payloads that came, or those of a type."""
        with self.changed:
            return [entry.payload for entry in self.entries if kind in (None, entry.type)]

    # Answers

    def get(self, host, path, headers):
        self.at_get(host, path, headers)
        raise Reply(404)

    def post(self, path, headers, body):
        if headers.get("Authorization") != f"Bearer {self.api_key}":
            raise Reply(401, {"status": "error", "error": {"code": "unauthorized", "message": "unknown API key"}})
        if path == "/v1/handshake/init":
            return self.init(json.loads(body))
        if path == "/v1/handshake/complete":
            return self.complete(json.loads(body))
        if path == "/v1/ingest":
            return self.ingest(headers, body)
        raise Reply(404)

    def init(self, message):
        with self.changed:
            self.handshakes += 1
            number = self.handshakes
        self.at_init(number)
        assert message == {"api_key": self.api_key}, "another body than the key"
        pem = self.private_key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return self.init_answer(pem.decode())

    def complete(self, message):
        assert message["api_key"] == self.api_key
        encrypted = base64.b64decode(message["encrypted_secret"], validate=True)
        assert len(message["encrypted_secret"]) == 344
        key = self.private_key.decrypt(encrypted, OAEP)
        assert len(key) == 32
        key_id = f"key-{secrets.token_hex(8)}"
        with self.changed:
            assert key not in self.keys.values(), "a key came twice"
            self.keys[key_id] = key
        return self.complete_answer(key_id)

    def ingest(self, headers, body):
        assert "Content-Encoding" not in headers
        found = list(parts(headers["Content-Type"], body))
        assert found, "a request without entries"
        types = [fields["x-lf-entry-type"] for fields, _ in found]
        (key_id,) = {fields["x-lf-key-id"] for fields, _ in found}
        with self.changed:
            self.requests.append((time.monotonic(), types, len(body)))
            number = len(self.requests)
        self.before(number, key_id, types)
        if key_id not in self.keys or key_id in self.revoked:
            raise Reply(401, {"status": "error", "error": {"code": "unknown_key", "message": "no such session key"}})
        cipher = AESGCM(self.keys[key_id])
        entries = [self.decrypt(cipher, fields, content) for fields, content in found]
        with self.changed:
            self.entries += entries
            self.changed.notify_all()
        self.after(number)
        return self.ingest_answer(len(entries))

    def decrypt(self, cipher, fields, content):
        assert fields["content-type"] == "application/octet-stream"
        assert fields["x-lf-payload-type"] == "1"
        nonce = base64.b64decode(fields["x-lf-nonce"], validate=True)
        with self.changed:
            assert len(nonce) == 12 and (fields["x-lf-key-id"], nonce) not in self.nonces, "a nonce came twice"
            self.nonces.add((fields["x-lf-key-id"], nonce))
        sent = datetime.datetime.fromisoformat(fields["x-lf-timestamp"][:19] + "+00:00")
        assert sent <= datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=1)
        plaintext = cipher.decrypt(nonce, content, None)
        compressed = plaintext[:2] == b"\x1f\x8b"
        if compressed:
            plaintext = gzip.decompress(plaintext)
        return Entry(fields, json.loads(plaintext), compressed, self.lives)

    # HTTP

    def _handler(self):
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self):
                super().setup()
                owner.connections.add(self.connection)

            def finish(self):
                owner.connections.discard(self.connection)
                with contextlib.suppress(OSError):
                    super().finish()

            def handle(self):
                with contextlib.suppress(OSError):
                    super().handle()

            def do_GET(self):
                self.answer(lambda: owner.get(self.headers["Host"], self.path, self.headers))

            def do_POST(self):
                length = int(self.headers["Content-Length"])
                body = self.rfile.read(length)
                if len(body) < length:  # the connection broke
                    self.close_connection = True
                    return
                self.answer(lambda: owner.post(self.path, self.headers, body))

            def answer(self, make):
                try:
                    raise Reply(202 if self.path == "/v1/ingest" else 200, make())
                except Reply as reply:
                    if reply.status is None:
                        self.close_connection = True
                        cut(self.connection)
                        return
                    self.reply(reply)
                except Exception as problem:  # what the exporter did wrong, for the test to see
                    owner.problems.append(repr(problem))
                    self.reply(Reply(400, {"error": {"code": "bad_request", "message": repr(problem)}}))

            def reply(self, reply):
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *_):
                pass

        return Handler


class Proxy:
    """An HTTP proxy that leads every CONNECT to one address, whatever name it asks for; `names` are those asked for."""

    def __init__(self, port):
        self.target = ("127.0.0.1", port)
        self.names = collections.Counter()
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_CONNECT(self):
                owner.names[self.path] += 1
                try:
                    upstream = socket.create_connection(owner.target)
                except OSError:
                    return self.send_error(502)
                self.send_response(200)
                self.end_headers()
                back = threading.Thread(target=owner.pump, args=(upstream, self.connection), daemon=True)
                back.start()
                owner.pump(self.connection, upstream)
                back.join()
                upstream.close()
                self.close_connection = True

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    @staticmethod
    def pump(source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
