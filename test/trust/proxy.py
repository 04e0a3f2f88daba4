"""Between a client and the server: signs the client in before it may speak, and reads what it is told.

The protocol is PostgreSQL's own, version 3, over a Unix socket: message = type, length, body.
"""
import os
import random
import shutil
import socket
import struct
import tempfile
import threading

SOCKET = ".s.PGSQL.5432"
READY = b"Z"


class Proxy:
    """`sign_in` is sent first on each connection. A transaction that the client rolls back is committed now and then.

    `secret` is a text that no client may be told: `told` keeps what stood around it where one was.
    """

    def __init__(self, sockets: str, sign_in: str | None, secret: bytes, seed: int):
        self.upstream = os.path.join(sockets, SOCKET)
        self.sign_in, self.secret, self.dice = sign_in, secret, random.Random(seed)
        self.told: list[bytes] = []
        self.statements = 0
        self.folder = tempfile.mkdtemp(prefix="todo.", dir="/tmp")
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(os.path.join(self.folder, SOCKET))
        self.listener.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self) -> None:
        self.listener.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self.upstream)
            server.sendall(client.recv(65536))  # who it is, which fits in one packet
            before = self.read_until_ready(server)
            if self.sign_in and before.startswith(b"R"):
                query = self.sign_in.encode() + b"\0"
                server.sendall(b"Q" + struct.pack("!i", len(query) + 4) + query)
                if b"SERROR" in (answer := self.read_until_ready(server)):
                    raise OSError(f"the proxy's client cannot sign in: {answer!r}")
            client.sendall(before)
            threading.Thread(target=self.pump, args=(client, server, self.requests), daemon=True).start()
            self.pump(server, client, self.answers())
        except OSError:
            pass
        finally:
            for end in (client, server):
                end.close()

    @staticmethod
    def read_until_ready(server: socket.socket) -> bytes:
        """What the server says, up to where it waits for a query; or to its end."""
        said, place = b"", 0
        while True:
            while len(said) >= place + 5:
                length = 1 + struct.unpack_from("!i", said, place + 1)[0]
                if len(said) < place + length:
                    break
                if said[place:place + 1] == READY:
                    return said
                place += length
            more = server.recv(65536)
            if not more:
                return said
            said += more

    def pump(self, source: socket.socket, target: socket.socket, look) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(look(data))
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def requests(self, data: bytes) -> bytes:
        """sqlsmith rolls back all that it does; some of it is to last. Of its own catalog it has two tables to read."""
        self.statements += data.count(b"BEGIN;\0")
        data = data.replace(b"from pg_catalog.pg_operator", b"from smith.pg_operator     ")
        return data.replace(b"ROLLBACK;\0", b"COMMIT;  \0") if self.dice.random() < 0.3 else data

    def answers(self):
        """Looks through one connection's answers, across the borders of what is read at once."""
        end = b""

        def look(data: bytes) -> bytes:
            nonlocal end
            if (place := (end + data).find(self.secret)) >= 0:
                self.told.append((end + data)[max(place - 200, 0):place + 200])
            end = (end + data)[1 - len(self.secret):]
            return data
        return look
