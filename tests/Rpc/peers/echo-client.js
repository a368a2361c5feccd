// Calls the test service by @grpc/grpc-js and prints what it saw: one JSON object {scenario: observation}.
// Usage: node echo-client.js HOST:PORT [TLS_FOLDER]
'use strict';
const grpc = require('@grpc/grpc-js');
const { loadDefinition, tlsFiles } = require('./protos');

const root = grpc.loadPackageDefinition(loadDefinition());
const target = process.argv[2];
const tls = process.argv[3] && tlsFiles(process.argv[3]);
const plain = tls ? grpc.credentials.createSsl(tls.ca, tls.clientKey, tls.client) : grpc.credentials.createInsecure();
const client = new root.factorytwin.test.rpc.v1.Echo(target, plain);
const gzipped = new root.factorytwin.test.rpc.v1.Echo(target, plain, { 'grpc.default_compression_algorithm': 2 });

const base64 = (values) => values.map((value) => Buffer.from(value).toString('base64'));
const seconds = (n) => ({ deadline: new Date(Date.now() + n * 1000) });

function metadata() {
  const sent = new grpc.Metadata();
  sent.set('echo-text', 'a value');
  sent.add('echo-bytes-bin', Buffer.from([0, 255, 10]));
  return sent;
}

/** Ends with all that a call gave: messages, headers, status and trailers. */
function watch(call, onMessage) {
  return new Promise((resolve) => {
    const seen = { messages: [], headers: null };
    call.on('metadata', (headers) => {
      seen.headers = { text: headers.get('echo-text'), bytes: base64(headers.get('echo-bytes-bin')) };
    });
    call.on('data', (message) => {
      seen.messages.push({ text: message.text, index: message.index, size: message.payload.length });
      if (onMessage) onMessage(message);
    });
    call.on('error', () => {});
    call.on('status', (status) => {
      const trailers = status.metadata;
      resolve({
        ...seen,
        code: status.code,
        message: status.details,
        trailers: { text: trailers.get('trailer-echo-text'), bytes: base64(trailers.get('trailer-echo-bytes-bin')) },
        details: base64(trailers.get('grpc-status-details-bin')),
      });
    });
  });
}

/** A unary or client-streaming call: its message comes by a callback. */
function single(start) {
  let response = null;
  const call = start((_, value) => {
    response = value;
  });
  return watch(call).then((seen) => new Promise((resolve) => setImmediate(() => resolve({
    ...seen,
    messages: response ? [{ text: response.text, index: response.index, size: response.payload.length }] : [],
  }))));
}

const unary = (request, options = seconds(20), by = client) => single((done) => by.Unary(request, metadata(), options, done));

const scenarios = {
  unary: () => unary({ text: 'hello' }),
  serverStream: () => watch(client.ServerStream({ text: 's', count: 100 }, metadata(), seconds(20))),
  clientStream: () => single((done) => {
    const call = client.ClientStream(metadata(), seconds(20), done);
    for (const text of ['a', 'b', 'c']) call.write({ text });
    call.end();
    return call;
  }),
  duplex: () => {
    const call = client.Duplex(metadata(), seconds(20));
    const seen = watch(call, (message) => (message.index < 9 ? call.write({ text: String(message.index + 1) }) : call.end()));
    call.write({ text: '0' });
    return seen;
  },
  failure: () => unary({ fail_code: 5, fail_message: 'näher: 100 % gone\n' }),
  failureDetails: () => unary({ fail_code: 3, fail_message: 'must not be empty' }),
  failureLong: () => unary({ fail_code: 3, fail_message: '\ufffd'.repeat(30000) }),
  failureAfterResponses: () => watch(client.ServerStream({ count: 2, fail_code: 15, fail_message: 'late' }, seconds(20))),
  deadline: () => unary({ text: 'js-deadline', hang: true }, { deadline: new Date(Date.now() + 300) }),
  cancel: () => {
    const call = client.ServerStream({ text: 'js-cancel', count: 1, hang: true }, seconds(20));
    return watch(call, () => call.cancel());
  },
  gzip: () => unary({ text: 'x'.repeat(100000) }, seconds(20), gzipped),
  large: () => unary({ payload: Buffer.alloc(4000000, 7) }),
  tooLarge: () => unary({ payload: Buffer.alloc(5000000) }),
  unimplemented: () => single((done) => client.makeUnaryRequest(
    '/factorytwin.test.rpc.v1.Echo/Nothing', (b) => b, (b) => b, Buffer.alloc(0), new grpc.Metadata(), seconds(20), done)),
  health: () => new Promise((resolve) => {
    new root.grpc.health.v1.Health(target, plain).Check({ service: '' }, seconds(20), (error, response) => resolve({ error: error && error.code, response }));
  }),
  healthWatch: () => new Promise((resolve) => {
    const call = new root.grpc.health.v1.Health(target, plain).Watch({ service: 'no.such' }, seconds(20));
    call.on('error', (error) => resolve({ error: error.code }));
    call.once('data', (response) => {
      resolve(response);
      call.cancel();
    });
  }),
  reflection: () => new Promise((resolve) => {
    const call = new root.grpc.reflection.v1.ServerReflection(target, plain).ServerReflectionInfo(seconds(20));
    const answers = [];
    call.on('error', (error) => resolve({ error: error.message }));
    call.on('data', (response) => answers.push(response));
    call.on('end', () => answers.length === 3 && resolve({
      services: answers[0].list_services_response.service.map((service) => service.name),
      files: answers[1].file_descriptor_response.file_descriptor_proto.length,
      error: answers[2].error_response.error_code,
    }));
    call.write({ list_services: '' });
    call.write({ file_containing_symbol: 'factorytwin.test.rpc.v1.Echo.Unary' });
    call.write({ file_by_filename: 'no.such' });
    call.end();
  }),
};

(async () => {
  const seen = {};
  for (const [name, run] of Object.entries(scenarios)) {
    // A server that is not ours sends all of the words, and Node waits in vain for headers of that size.
    if (name === 'failureLong' && process.argv[4] === 'foreign') continue;
    seen[name] = await run().catch((error) => ({ error: String(error) }));
  }
  process.stdout.write(JSON.stringify(seen), () => process.exit(0));
})();
