"""What people judge goes in, their decisions come out: kept apart from what is computed, and found again after a reload.

| module | what goes in, what comes out |
|---|---|
| `values` | the values that the others take and return: facts by what they say, judgements, decisions |
| `kinds` | the name of a kind of fact in, what a person may say of it out |
| `held` | a store in, the facts of its documents out |
| `finding` | what a fact said in, where it is found now out |
| `consequences` | what people added and marked in, what follows for other things out |
| `added` | what a person says that a document says in, its quads out |
| `ledger` | the graph of decisions in, decisions out, and back |
| `checking` | a judgement in, the decision that it becomes or what is wrong with it out |
| `overlay` | a store and a change in, what it will hold out |
| `deciding` | judgements, or changes of documents, in; the change of the graph of decisions out |
| `standing` | a store in, how its facts and links are marked out |
| `files` | rows in, a file out that people edit; and back |
| `exchange` | a store in, such rows out; rows in, the change that keeps them out |
"""

from kg.decisions.standing import LINK_STATUS, decided_tasks, marks_of, status_of

__all__ = ["LINK_STATUS", "decided_tasks", "marks_of", "status_of"]
