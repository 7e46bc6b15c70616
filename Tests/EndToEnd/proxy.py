"""Runs pproxy, a proxy for HTTP and SOCKS5, with TLS and without, in a thread."""

import asyncio
import socket
import threading

import pproxy


class Proxy:
    """A proxy that leads backend.example to this machine, and notes which names it looked up and whom it served."""

    def __init__(self, scheme, users="", identity=None):
        self.names = []
        self.notes = []
        self.loop = asyncio.new_event_loop()
        self.loop.getaddrinfo = self.look_up
        started = threading.Event()
        self.thread = threading.Thread(target=self.run, args=(scheme, users, identity, started), daemon=True)
        self.thread.start()
        assert started.wait(60)

    def run(self, scheme, users, identity, started):
        asyncio.set_event_loop(self.loop)
        server = pproxy.Server(f"{scheme}://127.0.0.1:1{'#' if users else ''}{users}")
        server.port = 0
        if identity:
            server.sslserver.load_cert_chain(identity.certificate, identity.key)
        # Else it lets in everybody from an address from which somebody has had the password.
        arguments = {"rserver": [], "authtime": -1, "verbose": self.notes.append}
        self.server = self.loop.run_until_complete(server.start_server(arguments))
        self.port = self.server.sockets[0].getsockname()[1]
        started.set()
        self.loop.run_forever()
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self.loop.close()

    async def look_up(self, host, port, *, family=0, type=0, proto=0, flags=0):
        self.names.append(host)
        here = "127.0.0.1" if host == "backend.example" else host
        return socket.getaddrinfo(here, port, family, type, proto, flags)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
