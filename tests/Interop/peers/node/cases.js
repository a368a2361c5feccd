// The interop cases. A case returns what its API cannot show, or nothing.
const assert = require('node:assert');
const grpc = require('@grpc/grpc-js');
const { testing, ECHO_INITIAL, ECHO_TRAILING } = require('./contract');
const { GZIP, connect, soon, withClient, unary, collect, assertCode, assertBody } = require('./calls');

const REQUEST_SIZE = 271828;
const RESPONSE_SIZE = 314159;
const REQUEST_SIZES = [27182, 8, 1828, 45904];
const RESPONSE_SIZES = [31415, 9, 2653, 58979];
const SPECIAL = '\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n';
const NO_FLAG = 'message flag';
const NO_COMPRESS = 2; // gRPC's write flag, which the package does not export

const zeros = (size) => ({ body: Buffer.alloc(size) });
const largeRequest = (more = {}) => ({ response_size: RESPONSE_SIZE, payload: zeros(REQUEST_SIZE), ...more });
const asking = (size, requestSize) => ({ response_parameters: [{ size }], payload: zeros(requestSize) });

async function large(client, more) {
  const seen = await unary(client, 'UnaryCall', largeRequest(more));
  assertCode(seen);
  assertBody(seen.response, RESPONSE_SIZE);
}

/** A stream of requests with one response; each request with its write flags. */
const streamIn = (client, requests) => new Promise((resolve) => {
  const seen = {};
  const call = client.StreamingInputCall(new grpc.Metadata(), soon(), (error, response) => { seen.response = response; });
  call.on('status', (status) => setImmediate(() => resolve({ ...seen, status })));
  for (const [request, flags] of requests) call.write(request, flags);
  call.end();
});

/** Sends each request after the response to the one before. */
const pingPong = (client, requests, metadata = new grpc.Metadata()) => {
  const call = client.FullDuplexCall(metadata, soon());
  const next = (count) => (count < requests.length ? call.write(requests[count]) : call.end());
  next(0);
  return collect(call, (message, count) => next(count));
};

function customMetadata() {
  const metadata = new grpc.Metadata();
  metadata.set(ECHO_INITIAL, 'test_initial_metadata_value');
  metadata.set(ECHO_TRAILING, Buffer.from('ababab', 'hex'));
  return metadata;
}

function assertEchoed(seen) {
  assert.deepStrictEqual(seen.headers.get(ECHO_INITIAL), ['test_initial_metadata_value']);
  assert.deepStrictEqual(seen.status.metadata.get(ECHO_TRAILING), [Buffer.from('ababab', 'hex')]);
}

function assertStatus(seen, message) {
  assertCode(seen, grpc.status.UNKNOWN);
  assert.strictEqual(seen.status.details, message);
}

exports.empty_unary = async ({ client }) => {
  const seen = await unary(client, 'EmptyCall', {});
  assertCode(seen);
  assert.deepStrictEqual({ ...seen.response }, {});
};

exports.cacheable_unary = (peer, proxy) => withClient(connect(proxy), async (client) => {
  const request = { payload: { body: Buffer.from(`${process.hrtime.bigint()}`) } };
  const bodies = [];
  for (let i = 0; i < 2; i++) {
    const metadata = new grpc.Metadata();
    metadata.set('x-user-ip', '1.2.3.4');
    const seen = await unary(client, 'CacheableUnaryCall', request, { metadata });
    assertCode(seen);
    bodies.push(seen.response.payload.body.toString());
  }
  assert.ok(bodies[0].length > 0 && bodies[0] === bodies[1], `responses ${bodies}`);
});

exports.large_unary = async ({ client }) => large(client);

exports.client_compressed_unary = async ({ client, target }) => {
  assertCode(await unary(client, 'UnaryCall', largeRequest({ expect_compressed: { value: true } })), grpc.status.INVALID_ARGUMENT);
  await withClient(connect(target, GZIP), (compressing) => large(compressing, { expect_compressed: { value: true } }));
  await large(client, { expect_compressed: { value: false } });
};

exports.server_compressed_unary = async ({ client }) => {
  for (const value of [true, false]) await large(client, { response_compressed: { value } });
  return NO_FLAG;
};

exports.client_streaming = async ({ client }) => {
  const seen = await streamIn(client, REQUEST_SIZES.map((size) => [{ payload: zeros(size) }]));
  assertCode(seen);
  assert.strictEqual(seen.response.aggregated_payload_size, 74922);
};

exports.client_compressed_streaming = ({ target }) => withClient(connect(target, GZIP), async (client) => {
  const expected = { expect_compressed: { value: true }, payload: zeros(27182) };
  const plain = { expect_compressed: { value: false }, payload: zeros(45904) };
  assertCode(await streamIn(client, [[expected, NO_COMPRESS]]), grpc.status.INVALID_ARGUMENT);
  const seen = await streamIn(client, [[expected], [plain, NO_COMPRESS]]);
  assertCode(seen);
  assert.strictEqual(seen.response.aggregated_payload_size, 73086);
});

exports.server_streaming = async ({ client }) => {
  const seen = await collect(client.StreamingOutputCall({ response_parameters: RESPONSE_SIZES.map((size) => ({ size })) }, soon()));
  assertCode(seen);
  assert.strictEqual(seen.messages.length, 4);
  seen.messages.forEach((message, i) => assertBody(message, RESPONSE_SIZES[i]));
};

exports.server_compressed_streaming = async ({ client }) => {
  const parameters = [{ size: 31415, compressed: { value: true } }, { size: 92653, compressed: { value: false } }];
  const seen = await collect(client.StreamingOutputCall({ response_parameters: parameters }, soon()));
  assertCode(seen);
  assert.strictEqual(seen.messages.length, 2);
  seen.messages.forEach((message, i) => assertBody(message, parameters[i].size));
  return NO_FLAG;
};

exports.ping_pong = async ({ client }) => {
  const seen = await pingPong(client, RESPONSE_SIZES.map((size, i) => asking(size, REQUEST_SIZES[i])));
  assertCode(seen);
  assert.strictEqual(seen.messages.length, 4);
  seen.messages.forEach((message, i) => assertBody(message, RESPONSE_SIZES[i]));
};

exports.empty_stream = async ({ client }) => {
  const seen = await pingPong(client, []);
  assertCode(seen);
  assert.strictEqual(seen.messages.length, 0);
};

exports.custom_metadata = async ({ client }) => {
  const seen = await unary(client, 'UnaryCall', largeRequest(), { metadata: customMetadata() });
  assertCode(seen);
  assertEchoed(seen);
  const streamed = await pingPong(client, [asking(RESPONSE_SIZE, REQUEST_SIZE)], customMetadata());
  assertCode(streamed);
  assertBody(streamed.messages[0], RESPONSE_SIZE);
  assertEchoed(streamed);
};

exports.status_code_and_message = async ({ client }) => {
  const request = { response_status: { code: grpc.status.UNKNOWN, message: 'test status message' } };
  assertStatus(await unary(client, 'UnaryCall', request), 'test status message');
  assertStatus(await pingPong(client, [request]), 'test status message');
};

exports.special_status_message = async ({ client }) =>
  assertStatus(await unary(client, 'UnaryCall', { response_status: { code: grpc.status.UNKNOWN, message: SPECIAL } }), SPECIAL);

exports.unimplemented_method = async ({ client }) => assertCode(await unary(client, 'UnimplementedCall', {}), grpc.status.UNIMPLEMENTED);

exports.unimplemented_service = ({ target }) => withClient(connect(target, {}, testing.UnimplementedService), async (client) =>
  assertCode(await unary(client, 'UnimplementedCall', {}), grpc.status.UNIMPLEMENTED));

exports.cancel_after_begin = ({ client }) => new Promise((resolve, reject) => {
  const call = client.StreamingInputCall(new grpc.Metadata(), soon(), (error) => {
    try {
      assert.strictEqual(error?.code, grpc.status.CANCELLED);
      resolve();
    } catch (e) {
      reject(e);
    }
  });
  // Cancelled at once, grpc-js tells its caller so, yet sends the call a moment later and never resets it: the call has to have begun.
  setImmediate(() => call.cancel());
});

exports.cancel_after_first_response = async ({ client }) => {
  const call = client.FullDuplexCall(soon());
  call.write(asking(31415, 27182));
  const seen = await collect(call, () => call.cancel());
  assertCode(seen, grpc.status.CANCELLED);
  assert.strictEqual(seen.messages.length, 1);
  assertBody(seen.messages[0], 31415);
};

exports.timeout_on_sleeping_server = async ({ client }) => {
  const call = client.FullDuplexCall(soon(1));
  call.write({ payload: zeros(27182) });
  assertCode(await collect(call), grpc.status.DEADLINE_EXCEEDED);
};

exports.rpc_soak = async ({ client }, iterations) => {
  for (let i = 0; i < Number(iterations); i++) await large(client);
};
