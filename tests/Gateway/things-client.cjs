// Calls the test service through the gateway by @grpc/grpc-js (installed in tests/Rpc/peers) and prints what it saw as JSON.
// Usage: NODE_PATH=tests/Rpc/peers/node_modules node things-client.cjs HOST:PORT TOKEN
'use strict';
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [target, token] = process.argv.slice(2);
const includeDirs = [path.join(__dirname, 'Protos'), path.join(__dirname, '../../proto')];
const root = grpc.loadPackageDefinition(loader.loadSync('things.proto', { keepCase: true, longs: Number, defaults: true, includeDirs }));
const things = new root.factorytwin.test.gateway.v1.Things(target, grpc.credentials.createInsecure());
const seconds = (n) => ({ deadline: new Date(Date.now() + n * 1000) });

function signedIn() {
  const metadata = new grpc.Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  return metadata;
}

const unary = (method, message, metadata, options = seconds(30)) =>
  new Promise((resolve) => things[method](message, metadata, options, (error, answer) => resolve(error ? { code: error.code } : { text: answer.text })));

function count(messages) {
  return new Promise((resolve) => {
    const call = things.CountThings(signedIn(), seconds(30), (error, answer) => resolve(error ? { code: error.code } : { number: answer.number }));
    for (let number = 0; number < messages; number++) call.write({ number });
    call.end();
  });
}

function echo(names) {
  return new Promise((resolve) => {
    const seen = [];
    const call = things.EchoThings(signedIn(), seconds(30));
    const next = () => (seen.length < names.length ? call.write({ name: names[seen.length] }) : call.end());
    call.on('data', (thing) => {
      seen.push(thing.name);
      next();
    });
    call.on('error', () => {});
    call.on('status', (status) => resolve({ seen, code: status.code }));
    next();
  });
}

(async () => {
  const result = {
    unary: await unary('ChangeThing', { name: 'things/a', text: '泵' }, signedIn()),
    unauthenticated: await unary('ChangeThing', { name: 'things/a' }, new grpc.Metadata()),
    deadline: await unary('WaitForThing', { name: 'a' }, signedIn(), seconds(0.3)),
    large: await unary('ChangeThing', { text: 'x'.repeat(1_000_000) }, signedIn()).then((answer) => answer.text?.length ?? answer),
    count: await count(1000),
    echo: await echo(['one', 'two', 'three']),
  };
  console.log(JSON.stringify(result));
  things.close();
})();
