"""A store goes in, networkx graphs of it come out, and files of such graphs.

| module | what goes in, what comes out |
|---|---|
| `measures` | a weighted network in, the strength, centrality and community of each node out |
| `joint` | a store in, who takes part in the same tasks as a graph out: by function or by body |
| `cascade` | a store in, which plan is made under which as a graph out, with the tasks if asked |
| `dot` | a graph in, the words of Graphviz out |
| `export` | a graph or a store and a view's name in, a file's bytes out: GraphML, GEXF, JSON or DOT |
"""
