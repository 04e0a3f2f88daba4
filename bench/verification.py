"""Peers without a server: who verifies a token, and how long that takes by verify.cpp."""
import ctypes
import pathlib

import tokens
from operations import READER

_library = ctypes.CDLL(str(pathlib.Path(__file__).parent.parent / "build/bench/verify.so"))
_library.time_verifications.restype = ctypes.c_bool


class Verifier:
    """`name`: "core" or "openssl"."""

    def __init__(self, name: str, signer: tokens.Signer):
        self.name = name
        _library.set_subject(*(text.encode() for text in (signer.token(READER), signer.key_set)), signer.public_key,
                             tokens.ISSUER.encode(), tokens.AUDIENCE.encode())

    def does(self, operation: str) -> bool:
        return operation == "verify_signature" or (operation == "verify_token" and self.name == "core")

    def renew_guest(self) -> None:
        pass

    def run(self, operation: str, calls: int) -> list[float]:
        times = (ctypes.c_int64 * calls)()
        if not _library.time_verifications((self.name if self.name == "openssl" else operation).encode(), calls, times):
            raise RuntimeError(f"{self.name} did not verify the token")
        return [time / 1000 for time in times]
