"""Questions of a store go in, their answers stream out: each is worked out in a process of its own that can be killed."""
