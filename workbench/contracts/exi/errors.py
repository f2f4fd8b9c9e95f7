"""The one error of this codec: what does not fit, and at which bit of the stream."""

from __future__ import annotations

from workbench.errors import CodecError


class EXIError(CodecError):
    """A stream that is no EXI of this schema, or a value that this schema cannot say.

    Parameters
    ----------
    message
        One sentence.
    hint
        One sentence: what to do next.
    bit
        Where in the stream, in bits from its first one; None when encoding, which has a path instead.
    path
        Names of the elements around the place, outermost first.
    """

    def __init__(self, message: str, *, hint: str, bit: int | None = None, path: tuple[str, ...] = ()) -> None:
        where = "" if bit is None else f" at bit {bit} (byte {bit // 8}, bit {bit % 8} of it)"
        inside = f", in {'/'.join(path)}" if path else ""
        super().__init__(f"EXI: {message}{where}{inside}.", hint=hint)
        self.what = message
        self.bit = bit
        self.path = path

    def inside(self, path: tuple[str, ...]) -> EXIError:
        """The same, with the elements around it, unless it has them."""
        return self if self.path else EXIError(self.what, hint=self.hint, bit=self.bit, path=path)
