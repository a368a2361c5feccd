// Calls by which the tests look at wire behaviour beyond the interop cases. Each answers with the status that it got.
const grpc = require('@grpc/grpc-js');
const { GZIP, DEFLATE, connect, soon, withClient, unary, collect, assertBody } = require('./calls');

const result = ({ status }) => ({ code: status.code, message: status.details, trailers: status.metadata.getMap() });

/** The stream that "stream_open" leaves for the commands after it. */
let open;

/** unary REQUEST_BYTES RESPONSE_BYTES [header value] [timeout-ms n] [compress gzip|deflate] [header-bytes n] */
exports.unary = async ({ client, target }, requestSize, responseSize, ...rest) => {
  const metadata = new grpc.Metadata();
  let options = soon();
  let compression;
  for (let i = 0; i < rest.length; i += 2) {
    const [name, value] = rest.slice(i, i + 2);
    if (name === 'timeout-ms') options = soon(Number(value));
    else if (name === 'compress') compression = value === 'gzip' ? GZIP : DEFLATE;
    else if (name === 'header-bytes') metadata.set('x-huge', 'x'.repeat(Number(value)));
    else metadata.set(name, value);
  }
  const request = { payload: { body: Buffer.alloc(Number(requestSize)) }, response_size: Number(responseSize) };
  const call = (by) => unary(by, 'UnaryCall', request, { metadata, options });
  const seen = compression ? await withClient(connect(target, compression), call) : await call(client);
  if (seen.status.code === grpc.status.OK) assertBody(seen.response, Number(responseSize));
  return result(seen);
};

/** status MESSAGE, the message's UTF-8 in hexadecimal: has the server end a call with it. */
exports.status = async ({ client }, message) => {
  const request = { response_status: { code: grpc.status.UNKNOWN, message: Buffer.from(message, 'hex').toString() } };
  return result(await unary(client, 'UnaryCall', request));
};

exports.stream_open = async ({ client }) => {
  open = { call: client.FullDuplexCall(soon(60000)), waiting: [] };
  open.seen = collect(open.call, (message) => open.waiting.shift()(message));
};

exports.stream_echo = async () => {
  const response = new Promise((resolve) => { open.waiting.push(resolve); });
  open.call.write({ response_parameters: [{ size: 10 }] });
  const ended = open.seen.then(({ status }) => { throw new Error(`the stream ended: ${status.code} ${status.details}`); });
  assertBody(await Promise.race([response, ended]), 10);
};

/** Half-closes and reads the end; without the half-close where the argument "wait" is given. */
exports.stream_end = async (peer, wait) => {
  if (!wait) open.call.end();
  return result(await open.seen);
};
