"""An Ed25519 key, and tokens signed with it, such as Better Auth makes them. The openssl program does the work."""
import base64
import json
import pathlib
import subprocess
import tempfile
import time

ISSUER = "https://login.example.com"
AUDIENCE = "https://api.example.com"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _openssl(*arguments: str) -> bytes:
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True).stdout


class Signer:
    def __init__(self):
        self._folder = tempfile.TemporaryDirectory()
        self._key = str(pathlib.Path(self._folder.name) / "key.pem")
        _openssl("genpkey", "-algorithm", "ed25519", "-out", self._key)
        self.public_key = _openssl("pkey", "-in", self._key, "-pubout", "-outform", "DER")[-32:]  # after 12 of DER
        self.key_set = json.dumps({"keys": [{"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": "bench",
                                             "x": _base64url(self.public_key)}]})
        self._count = 0

    def token(self, user: str) -> str:
        """For an hour; no two are the same."""
        now = int(time.time())
        self._count += 1
        claims = {"id": user, "name": "A User", "email": "user@example.com", "emailVerified": True, "image": None,
                  "createdAt": "2026-01-01T00:00:00.000Z", "updatedAt": "2026-01-01T00:00:00.000Z", "jti": self._count,
                  "iat": now, "exp": now + 3600, "iss": ISSUER, "aud": AUDIENCE, "sub": user}
        text = ".".join(_base64url(json.dumps(part, separators=(",", ":")).encode())
                        for part in ({"alg": "EdDSA", "kid": "bench"}, claims))
        message = pathlib.Path(self._folder.name) / "message"
        message.write_text(text)
        return text + "." + _base64url(_openssl("pkeyutl", "-sign", "-rawin", "-inkey", self._key, "-in", str(message)))
