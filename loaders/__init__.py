"""Files of policy documents go in, typed values of `ontology.model` come out; no RDF, no store, no network."""
