"""Rules of the genre: one family per file, each rule a record with examples and counter-examples that tests run."""
