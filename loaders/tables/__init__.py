"""What tables of indicators are made of: words, heads, values, cells, rows."""
