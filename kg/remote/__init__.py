"""A SPARQL 1.1 store somewhere on the network goes in, a `kg.store.Store` on it comes out: `Store.open(Remote.of(url))`.

`address` says where it is and who asks, `client` speaks HTTP, `dialect` finds out what differs, `mirror` spares look-ups,
`engine` answers as the database of a folder does, `marks` and `claim` hold the writer's right, `steps` and `journal` carry
changes over whole, `store` puts them together, `restoring` fills a store from a backup.
"""
