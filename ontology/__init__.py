"""The vocabulary of plans goes in as Turtle and tables; terms, typed values, regions and functions come out for Python."""
