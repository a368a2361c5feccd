// Calls as promises, and what the cases assert with.
const assert = require('node:assert');
const grpc = require('@grpc/grpc-js');
const { testing, option, tls } = require('./contract');

const GZIP = { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip };
const DEFLATE = { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.deflate };

exports.GZIP = GZIP;
exports.DEFLATE = DEFLATE;

function credentials() {
  if (!tls) return grpc.credentials.createInsecure();
  return option('mutual')
    ? grpc.credentials.createSsl(tls('ca.pem'), tls('client.key'), tls('client.pem'))
    : grpc.credentials.createSsl(tls('ca.pem'));
}

/** A client of a service, on a connection of its own. */
exports.connect = (target, options = {}, Service = testing.TestService) => {
  const keepalive = option('keepalive-ms');
  return new Service(target, credentials(), {
    'grpc.use_local_subchannel_pool': 1,
    ...(keepalive ? { 'grpc.keepalive_time_ms': keepalive } : {}),
    ...options,
  });
};

exports.soon = (milliseconds = 20000) => ({ deadline: Date.now() + milliseconds });

/** Runs the work with a client that is closed after it. */
exports.withClient = async (client, work) => {
  try {
    return await work(client);
  } finally {
    client.close();
  }
};

/** A unary call: gives response, status, headers and trailers; never rejects. */
exports.unary = (client, method, request, { metadata = new grpc.Metadata(), options = exports.soon() } = {}) => new Promise((resolve) => {
  const seen = {};
  const finish = () => 'outcome' in seen && seen.status && resolve(seen);
  const call = client[method](request, metadata, options, (error, response) => {
    seen.outcome = error;
    seen.response = response;
    finish();
  });
  call.on('metadata', (headers) => { seen.headers = headers; });
  call.on('status', (status) => {
    seen.status = status;
    finish();
  });
});

/** A call that streams responses: collects all it gives; onMessage sees each as it comes. */
exports.collect = (call, onMessage = () => {}) => new Promise((resolve) => {
  const seen = { messages: [] };
  call.on('data', (message) => {
    seen.messages.push(message);
    onMessage(message, seen.messages.length);
  });
  call.on('metadata', (headers) => { seen.headers = headers; });
  call.on('error', () => {});
  call.on('status', (status) => resolve({ ...seen, status }));
});

exports.assertCode = (seen, code = grpc.status.OK) =>
  assert.strictEqual(seen.status.code, code, `status ${seen.status.code} instead of ${code}: ${seen.status.details}`);

exports.assertBody = (message, size) => {
  const { body } = message.payload;
  assert.ok(body.length === size && body.every((byte) => byte === 0), `payload of ${body.length} bytes instead of ${size} zeros`);
};
