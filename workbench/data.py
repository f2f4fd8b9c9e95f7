"""Where the notebooks and the sample certificates lie: inside an installed package, or in the checkout it runs from.

Paths only; nothing is read here.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
# A wheel carries them as workbench/_data (pyproject.toml, force-include); a checkout has them beside the package.
_ROOT = packed if (packed := _PACKAGE / "_data").is_dir() else _PACKAGE.parent


def notebooks_directory() -> Path:
    """The folder of the notebooks, absolute; what is in it must not be changed in place."""
    return _ROOT / "notebooks"


def samples_directory() -> Path:
    """The folder of the sample PKIs with their ``MANIFEST.toml``, absolute; what is in it must not be changed in place."""
    return _ROOT / "sample_certs"


def checkout() -> Path | None:
    """The project's own directory where the package runs from a checkout (editable install); None for an installed wheel."""
    return _PACKAGE.parent if _PACKAGE.parent == _ROOT and (_ROOT / "pyproject.toml").is_file() else None
