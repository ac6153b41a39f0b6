"""Typed documents go in, a knowledge graph of named graphs that share departments, regions and documents comes out."""
