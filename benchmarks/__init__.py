"""Nothing goes in, printed times and sizes come out: `make bench`. No test asserts any of them."""
