// Reads an OpenAPI 3.1 document from standard input and holds every example in it against its schema (JSON Schema 2020-12, by ajv): those of
// schemas, of parameters and of media types. Prints a line for each that does not fit, then "N examples, N wrong".
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";

let text = "";
for await (const chunk of process.stdin) text += chunk;
const document = JSON.parse(text);
const ajv = new Ajv({ strict: false, allErrors: true });
formats(ajv);
for (const name of ["int32", "uint32", "int64", "uint64", "double", "float"]) ajv.addFormat(name, true);
ajv.addSchema({ $id: "api", ...document });

let seen = 0;
let wrong = 0;
const escape = (part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
function check(pointer, example, where) {
  seen++;
  const validate = ajv.compile({ $ref: `api#${pointer}` });
  if (validate(example)) return;
  wrong++;
  console.log(`${where}: ${JSON.stringify(example)}: ${ajv.errorsText(validate.errors)}`);
}
function walk(node, pointer, where) {
  if (node === null || typeof node !== "object") return;
  if (!Array.isArray(node)) {
    if (Array.isArray(node.examples)) for (const example of node.examples) check(pointer, example, where);
    if ("example" in node && node.schema) check(`${pointer}/schema`, node.example, where);
  }
  for (const [key, value] of Object.entries(node)) {
    if (key === "example" || key === "examples" || key === "x-event-schema") continue;
    walk(value, `${pointer}/${escape(key)}`, `${where}/${key}`);
  }
}
walk(document, "", "");
console.log(`${seen} examples, ${wrong} wrong`);
