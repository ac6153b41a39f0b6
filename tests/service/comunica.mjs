// A query and the endpoints that it is asked of go in as JSON on stdin, the solutions come out as JSON on stdout:
// each solution by variable, terms as N-Triples write them. A source that is a plain address is for Comunica to find out about.
import { text } from "node:stream/consumers";
import { QueryEngine } from "@comunica/query-sparql";

const { query, sources } = JSON.parse(await text(process.stdin));
const engine = new QueryEngine();
const result = await engine.query(query, { sources });
const told = (term) => (term.termType === "NamedNode" ? `<${term.value}>` : term.value);
let answer;
if (result.resultType === "boolean") {
  answer = await result.execute();
} else if (result.resultType === "quads") {
  answer = (await (await result.execute()).toArray()).map((q) => [q.subject, q.predicate, q.object].map(told));
} else {
  const solutions = await (await result.execute()).toArray();
  answer = solutions.map((one) => Object.fromEntries([...one].map(([variable, term]) => [variable.value, told(term)])));
}
process.stdout.write(JSON.stringify(answer));
