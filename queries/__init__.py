"""A question's name and its parameters go in, a table of typed terms comes out; each question is a file NAME.rq."""
