// Reads an OpenAPI document from standard input and checks it with Redocly's lint (its "recommended" rules and those below, examples
// included). Prints a line for each problem, then "N problems".
import { createConfig, lintFromString } from "@redocly/openapi-core";

let source = "";
for await (const chunk of process.stdin) source += chunk;
const config = await createConfig({
  extends: ["recommended"],
  rules: {
    "operation-operationId": "error",
    "operation-operationId-unique": "error",
    "operation-operationId-url-safe": "error",
    "operation-description": "error",
    "operation-summary": "error",
    "operation-4xx-response": "error",
    "operation-tag-defined": "error",
    "tag-description": "error",
    "parameter-description": "error",
    "path-parameters-defined": "error",
    "no-unused-components": "error",
    "no-invalid-media-type-examples": "error",
    "no-invalid-schema-examples": "error",
    "no-invalid-parameter-examples": "error",
    "spec-strict-refs": "off",
    // "/" is right: the document is served by the gateway that it describes.
    "no-server-example.com": "error",
  },
});
const problems = await lintFromString({ source, absoluteRef: "openapi.json", config });
for (const problem of problems) {
  const at = problem.location?.[0];
  console.log(`${problem.severity} ${problem.ruleId} ${at?.pointer ?? ""}: ${problem.message}`);
}
console.log(`${problems.length} problems`);
