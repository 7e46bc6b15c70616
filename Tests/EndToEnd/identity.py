"""Makes certificates with the openssl command."""

import pathlib
import subprocess


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


class Identity:
    """A certificate and its key, as files."""

    def __init__(self, folder, name):
        self.name = name
        self.certificate = pathlib.Path(folder, f"{name}.pem")
        self.key = pathlib.Path(folder, f"{name}.key")

    def install(self, other):
        """Takes over the other's files, one after the other, as a tool that rotates certificates does."""
        for own, new in ((self.key, other.key), (self.certificate, other.certificate)):
            fresh = own.with_suffix(".new")
            fresh.write_bytes(new.read_bytes())
            fresh.rename(own)


class Authority(Identity):
    """A certificate that signs others."""

    def __init__(self, folder, name):
        super().__init__(folder, name)
        self.folder = folder
        openssl(
            "req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "2",
            "-subj", f"/CN={name}", "-addext", "basicConstraints=critical,CA:TRUE",
            "-keyout", self.key, "-out", self.certificate,
        )

    def sign(self, name, hosts="DNS:localhost,IP:127.0.0.1"):
        """A certificate for `hosts`."""
        identity = Identity(self.folder, name)
        request = pathlib.Path(self.folder, f"{name}.csr")
        extensions = pathlib.Path(self.folder, f"{name}.ext")
        extensions.write_text(f"subjectAltName={hosts}\n")
        openssl(
            "req", "-new", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-subj", f"/CN={name}", "-keyout", identity.key, "-out", request,
        )
        openssl(
            "x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial",
            "-days", "2", "-extfile", extensions, "-out", identity.certificate,
        )
        return identity
