"""What was sent compressed, opened up to a limit: a few bytes may unfold to more than a machine has."""

import zlib

ENCODINGS = {"deflate": zlib.MAX_WBITS, "gzip": zlib.MAX_WBITS | 16}
"""The content codings of RFC 9110, section 8.4.1, that are understood; 'deflate' is the zlib format (RFC 1950)."""


class UnknownEncoding(Exception):
    """A coding that is not among `ENCODINGS`, or several, one over the other."""


class NotPacked(Exception):
    """These bytes are not what their coding says, or end too early, or more follows them."""


class TooMuchInside(Exception):
    """More is inside than may be."""


def unpack(body: bytes, encoding: str | None, most: int) -> bytes:
    """The bytes inside, `most` of them; as they are where no coding is named.

    Raises `UnknownEncoding`, `NotPacked` and `TooMuchInside`. Never more than a byte over the limit is unfolded.
    """
    name = (encoding or "").strip().lower()
    if name in {"", "identity"}:
        return body
    if name not in ENCODINGS:
        raise UnknownEncoding
    opener = zlib.decompressobj(ENCODINGS[name])
    try:
        found = opener.decompress(body, most + 1)
    except zlib.error as error:
        raise NotPacked from error
    if len(found) > most:
        raise TooMuchInside
    if not opener.eof or opener.unused_data:
        raise NotPacked
    return found
