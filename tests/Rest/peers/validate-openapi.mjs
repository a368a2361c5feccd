// Reads an OpenAPI document from standard input and checks it against the official schema of its version.
// Prints "valid VERSION" or the faults; exits 1 where there are any.
import { Validator } from "@seriousme/openapi-schema-validator";

let text = "";
for await (const chunk of process.stdin) text += chunk;
const validator = new Validator();
const result = await validator.validate(JSON.parse(text));
if (result.valid) {
  // The schema leaves references open: each must lead somewhere.
  validator.resolveRefs();
  console.log(`valid ${validator.version}`);
} else {
  console.log(JSON.stringify(result.errors, null, 1));
  process.exitCode = 1;
}
