"""Exporters through real proxies: SOCKS5 and https, with passwords and without."""

import os
import socket
import threading

import grpc
import pytest

from identity import Authority
from proxy import Proxy
from test_net import TraceBackend, WebBackend, config, request, send

NO_RETRY = "retry_on_failure: {enabled: false}"
PROXY_VARIABLES = {"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"}


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"), "authority")


@pytest.fixture(scope="module")
def identities(authority):
    """The certificate of the backend, and that of the proxy."""
    return authority.sign("backend", "DNS:backend.example"), authority.sign("proxy", "DNS:localhost")


def environment(**variables):
    return {name: value for name, value in os.environ.items() if name not in PROXY_VARIABLES} | variables


def http(endpoint, proxy="", **settings):
    fields = {"endpoint": endpoint, "compression": "none", **settings}
    if proxy:
        fields["proxy_url"] = f"'{proxy}'"
    text = ", ".join(f"{key}: {value}" for key, value in fields.items())
    return config(f"otlp_http: {{{NO_RETRY}, {text}}}", name="otlp_http")


def failure(collector):
    """What the client of the collector is told."""
    with pytest.raises(grpc.RpcError) as error:
        send(collector)
    return error.value.details()


def printed(collector):
    return "".join(collector.text)


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
@pytest.mark.parametrize("users", ["", "me:p@ss"])
def test_socks_leads_to_a_server_that_only_the_proxy_knows(start, scheme, users):
    with WebBackend() as backend, Proxy("socks5", users) as proxy:
        credentials = "me:p%40ss@" if users else ""
        url = f"http://backend.example:{backend.server_port}"
        collector = start(http(url, f"{scheme}://{credentials}127.0.0.1:{proxy.port}"), environment=environment())
        send(collector, 3)
        assert [path for path, _, _ in backend.requests] == ["/v1/traces"] * 3
        assert "Proxy-Authorization" not in backend.requests[0][1]
        assert proxy.names == ["backend.example"]
        assert "p%40ss" not in printed(collector) and "p@ss" not in printed(collector)


def test_tls_through_socks(start, authority, identities):
    server = identities[0]
    with WebBackend((server.certificate, server.key)) as backend, Proxy("socks5") as proxy:
        url = f"https://backend.example:{backend.server_port}"
        tls = f"{{ca_file: {authority.certificate}}}"
        send(start(http(url, f"socks5://127.0.0.1:{proxy.port}", tls=tls), environment=environment()), 2)
        assert len(backend.requests) == 2


def test_a_wrong_password_is_named_and_not_printed(start):
    with WebBackend() as backend, Proxy("socks5", "me:right") as proxy:
        url = f"http://backend.example:{backend.server_port}"
        collector = start(http(url, f"socks5://me:hidden@127.0.0.1:{proxy.port}"), environment=environment())
        # This proxy closes the connection instead of saying so.
        assert "instead of answering the user and password" in failure(collector)
        collector = start(http(url, f"socks5://127.0.0.1:{proxy.port}"), environment=environment())
        assert f"through the proxy 127.0.0.1:{proxy.port}" in failure(collector)
        assert not backend.requests
        assert "hidden" not in printed(collector)


def test_a_proxy_that_speaks_something_else(start):
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet():
            while True:
                try:
                    peer, _ = listener.accept()
                except OSError:
                    return
                with peer:
                    peer.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
                    while peer.recv(1024):
                        pass

        threading.Thread(target=greet, daemon=True).start()
        port = listener.getsockname()[1]
        collector = start(http("http://backend.example", f"socks5://127.0.0.1:{port}"), environment=environment())
        assert "it does not speak SOCKS5" in failure(collector)


def test_no_proxy_is_heeded_for_socks(start):
    with WebBackend() as backend, Proxy("socks5") as proxy:
        # This address is this machine, but not one of those that never are reached through a proxy.
        url = f"http://0.0.0.0:{backend.server_port}"
        variables = {"HTTP_PROXY": f"socks5://127.0.0.1:{proxy.port}"}
        send(start(http(url), environment=environment(**variables, NO_PROXY="other.example,0.0.0.0")))
        assert len(backend.requests) == 1 and not proxy.notes
        send(start(http(url), environment=environment(**variables)))
        assert len(backend.requests) == 2 and f"0.0.0.0:{backend.server_port}" in proxy.notes[0]


@pytest.mark.parametrize("users", ["", "me:p@ss"])
def test_grpc_through_socks(start, users):
    with TraceBackend() as backend, Proxy("socks5", users) as proxy:
        credentials = "me:p%40ss@" if users else ""
        collector = start(
            config(f"otlp_grpc: {{endpoint: 'backend.example:{backend.port}', tls: {{insecure: true}}}}"),
            environment=environment(HTTPS_PROXY=f"socks5h://{credentials}127.0.0.1:{proxy.port}"),
        )
        send(collector, 3)
        assert [message for message, _, _ in backend.calls] == [request()] * 3
        assert proxy.names == ["backend.example"]


@pytest.mark.parametrize("users", ["", "me:p@ss"])
def test_tls_inside_of_the_tls_to_a_proxy(start, authority, identities, users):
    server, own = identities
    with WebBackend((server.certificate, server.key)) as backend, Proxy("http+ssl", users, own) as proxy:
        credentials = "me:p%40ss@" if users else ""
        url = f"https://backend.example:{backend.server_port}"
        tls = f"{{ca_file: {authority.certificate}}}"
        collector = start(
            http(url, f"https://{credentials}localhost:{proxy.port}", tls=tls), environment=environment()
        )
        send(collector, 3)
        assert [path for path, _, _ in backend.requests] == ["/v1/traces"] * 3
        assert proxy.names == ["backend.example"]


def test_plain_http_over_tls_to_a_proxy(start, authority, identities):
    with WebBackend() as backend, Proxy("http+ssl", identity=identities[1]) as proxy:
        url = f"http://backend.example:{backend.server_port}"
        tls = f"{{ca_file: {authority.certificate}}}"
        send(start(http(url, f"https://localhost:{proxy.port}", tls=tls), environment=environment()), 2)
        assert [path for path, _, _ in backend.requests] == ["/v1/traces"] * 2


def test_a_proxy_that_nobody_vouches_for_gets_nothing(start, identities):
    with WebBackend() as backend, Proxy("http+ssl", "me:hidden", identities[1]) as proxy:
        url = f"http://backend.example:{backend.server_port}"
        collector = start(http(url, f"https://me:hidden@localhost:{proxy.port}"), environment=environment())
        assert "certificate signed by unknown authority" in failure(collector)
        assert not backend.requests and not proxy.names
        assert "hidden" not in printed(collector)
