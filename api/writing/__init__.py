"""What a request wants to write goes in, whether it may and what is done then comes out.

| module | what goes in, what comes out |
|---|---|
| `tokens` | a token in, who it is and what it may do out |
| `audit` | what was tried in, a line that stays out |
| `lexing` | the text of an update in, its tokens out |
| `updates` | the tokens of an update in, its operations and the graphs that they write to out |
| `permissions` | what would be written and by whom in, whether it may be out; the protocol's own dataset put into an update |
| `graph_store` | a request of the Graph Store Protocol in, the job that it asks for out |
| `jobs` | a job and a store in, what became of it out |
"""
