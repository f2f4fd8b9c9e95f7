"""Pictures: each takes a value and returns a :class:`Picture`, static everywhere a notebook goes. Importing this draws nothing."""

from workbench.views.family import family
from workbench.views.hash_bytes import hash_bytes
from workbench.views.picture import Picture
from workbench.views.timeline import timeline

__all__ = ["Picture", "family", "hash_bytes", "timeline"]
