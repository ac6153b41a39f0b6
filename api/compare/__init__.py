"""What one plan made of another goes in, files for people come out: the writers of `policykg compare`.

| module | what goes in, what comes out |
|---|---|
| `labels` | a value of a finding in, its words out |
| `clean` | any text in, text that every form can hold out |
| `diff` | two quotes in, their pieces with the differing ones marked out |
| `report` | the values that all writers take |
| `making` | a comparison, the chain of plans and people's decisions in, the report out |
| `picture` | the chain in, its picture as numbers out |
| `tables` | a report in, its tables out |
| `sheets`, `markdown`, `document`, `terminal`, `page` | a report in, CSV and XLSX, Markdown, DOCX, a summary, a web page out |
| `writing` | a report and the name of a form in, its text or bytes, or a file out |
"""
