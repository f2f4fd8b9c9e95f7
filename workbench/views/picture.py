"""A picture: drawn when it is first looked at, as PNG for notebooks and as SVG for documents."""

from __future__ import annotations

import base64
import io
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.display import Readable, terminal
from workbench.errors import InputError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator

    from matplotlib.figure import Figure

PIXELS_PER_INCH = 96
"""A pixel here is a CSS pixel; the PNG has two by two for each of them, so that it is sharp on every screen."""


@contextmanager
def _plain_style() -> Iterator[None]:
    """Matplotlib's own settings, whatever the notebook has set."""
    import matplotlib as mpl  # noqa: PLC0415  # takes half a second: only pictures pay
    from matplotlib import style  # noqa: PLC0415

    with style.context("default"), mpl.rc_context({"svg.hashsalt": "pnc-workbench", "hatch.linewidth": 0.8}):
        yield


@dataclass(frozen=True)
class Picture(Readable):
    """A static picture. The same content gives the same octets on one release of matplotlib.

    Attributes
    ----------
    alt
        What the picture says, in a sentence or two: shown where no picture can be. Harmless text.
    width
        In CSS pixels.
    draw
        Draws it; called with matplotlib's own defaults in force, whatever style the notebook has set.
    """

    alt: str
    width: int
    draw: Callable[[], Figure] = field(repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "alt", terminal(self.alt))

    @cached_property
    def png(self) -> bytes:
        """PNG, twice as many pixels wide as :attr:`width`."""
        return self._png(2 * self.width)

    @cached_property
    def svg(self) -> str:
        """SVG; its text is drawn as outlines, so no font is needed."""
        file = io.BytesIO()
        with _plain_style():
            metadata = {"Date": None, "Creator": None, "Description": self.alt}
            self.draw().savefig(file, format="svg", metadata=metadata)
        return file.getvalue().decode("utf-8")

    def save(self, path: str | os.PathLike[str], *, width: int | None = None) -> None:
        """Write ``.png`` or ``.svg``, by the path's ending; ``width`` in pixels is for the PNG alone.

        Raises
        ------
        InputError
            The path ends in neither.
        """
        match Path(path).suffix.lower():
            case ".png":
                Path(path).write_bytes(self.png if width is None else self._png(width))
            case ".svg":
                Path(path).write_text(self.svg, encoding="utf-8", newline="\n")
            case ending:
                raise InputError(f"A picture cannot be written as {ending!r}.", hint="Let the path end in .png or .svg.")

    def _png(self, width: int) -> bytes:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
        from PIL import Image, PngImagePlugin  # noqa: PLC0415  # comes with matplotlib

        with _plain_style():
            figure = self.draw()
            figure.set_dpi(PIXELS_PER_INCH * width / self.width)
            canvas: Any = FigureCanvasAgg(figure)  # its methods have no types
            canvas.draw()
        pixels = Image.frombytes("RGBA", canvas.get_width_height(), bytes(canvas.buffer_rgba())).convert("RGB")
        # few hues, each blended with its ground at the edges: 256 colours will do, in half the octets; median cut keeps areas exact
        reduced = pixels.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        words = PngImagePlugin.PngInfo()
        words.add_itxt("Description", self.alt)
        file = io.BytesIO()
        reduced.save(file, "png", pnginfo=words, optimize=True)
        return file.getvalue()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:  # noqa: ARG002
        # no SVG: an untrusted notebook shows it without its styles, or not at all
        shown = {"image/png": base64.b64encode(self.png).decode("ascii"), "text/plain": self.alt}
        return shown, {"image/png": {"width": self.width, "alt": self.alt}}

    def __str__(self) -> str:
        return self.alt
