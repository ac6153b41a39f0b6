"""Plans go in, what became of the upper plan in the lower one comes out: the only place where texts are compared.

| module | what goes in, what comes out |
|---|---|
| `values` | the values that the others take and return: plans as they are compared, and findings |
| `views` | the quads of a plan's graph in, the plan as it is compared out |
| `words` | texts in, weighted words and their likeness out |
| `fields` | two titles in, whether they are of one field of work out |
| `chain` | what is known of documents and their citations in, the plans above and before each out |
| `tasks` | two plans in, which task takes up which, and how, out |
| `clauses`, `verbs`, `folding` | sentences in, their clauses with what these commit to out |
| `boxes` | the items of boxes of two plans in, those that correspond out |
| `likeness`, `changes` | clauses in, how alike two are, and what differs between them, out |
| `measures` | two plans and their joined tasks in, what became of each clause out |
| `leads` | two plans and their joined tasks in, which functions lead on both sides out |
| `quantities` | the words around a number in, what is counted, of whom and in which unit out |
| `indicators` | two plans in, how their indicators and targets compare out |
| `outcomes` | a plan and the figures of reviews in, which figure tells of which target or task out |
| `compare` | two plans in, all of that out |
| `naming` | a finding in, the IRI of its link out |
| `links` | findings in, the quads of the child's graph of links out |
| `refresh` | a store in, its graphs of links as they should be: only those of changed plans are computed |
"""
