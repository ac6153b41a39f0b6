"""Requests of the SPARQL 1.1 Protocol go in as values of our own, and what it says of answers comes out."""
