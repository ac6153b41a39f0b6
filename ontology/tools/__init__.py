"""What makes the tables of `ontology/vocab`; never imported by the rest."""
