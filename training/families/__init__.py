"""The pattern families: what a caption may ask for and how each is drawn.

A family is a function from `Paint` to a picture, with the words that name it. The last of its words is never seen in
training: captions of the tests use it.
"""

from .registry import FAMILIES, FAMILY_NAMES, Family
from . import abstract, animals, elements, geometry, light, machines, materials, optical, plants, scenery, space, water  # noqa: F401

__all__ = ["FAMILIES", "FAMILY_NAMES", "Family"]
