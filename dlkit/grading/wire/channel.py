"""Messages between two processes over a socket: a length, JSON, a block of bytes. No more is read than is allowed."""

import json
import socket
import struct
import time

from dlkit.grading.wire.values import MAX_BYTES, Malformed

HEAD = struct.Struct("!II")  # bytes of JSON, bytes of the block
MAX_JSON = 1 << 23


class Closed(ConnectionError):
    """The other side is gone."""


class TooLate(TimeoutError):
    """The deadline has passed."""


class Channel:
    """deadline: a time of time.monotonic() after which send and receive raise TooLate; None waits for ever."""

    def __init__(self, sock):
        self.sock, self.deadline = sock, None

    @classmethod
    def pair(cls):
        """Two connected sockets; wrap each in a Channel in its own process."""
        return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)

    def send(self, message, blob=b""):
        """message: a dict that JSON can hold. A partner that does not read is not waited for beyond the deadline."""
        raw = json.dumps(message, separators=(",", ":")).encode("utf-8", "surrogatepass")
        if len(raw) > MAX_JSON:
            raise Malformed(f"a message of more than {MAX_JSON >> 20} MiB")
        self._limit()
        try:
            self.sock.sendall(HEAD.pack(len(raw), len(blob)) + raw)
            if blob:
                self.sock.sendall(blob)
        except TimeoutError:
            raise TooLate from None
        except OSError as error:
            raise Closed(str(error)) from None

    def receive(self):
        """(message, blob). Raises Closed, TooLate or Malformed."""
        size, extra = HEAD.unpack(self._read(HEAD.size))
        if size > MAX_JSON or extra > MAX_BYTES:
            raise Malformed("a message that is too large")
        raw = self._read(size)
        try:
            message = json.loads(raw.decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError) as error:
            raise Malformed(f"a message that is not JSON ({type(error).__name__})") from None
        if type(message) is not dict:
            raise Malformed("a message of the wrong kind")
        return message, self._read(extra)

    def close(self):
        self.sock.close()

    def _read(self, size):
        parts = bytearray()
        while len(parts) < size:
            self._limit()
            try:
                part = self.sock.recv(min(size - len(parts), 1 << 20))
            except TimeoutError:
                raise TooLate from None
            except OSError as error:
                raise Closed(str(error)) from None
            if not part:
                raise Closed("the other side has closed")
            parts += part
        return bytes(parts)

    def _limit(self):
        if self.deadline is None:
            self.sock.settimeout(None)
            return
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TooLate
        self.sock.settimeout(left)
