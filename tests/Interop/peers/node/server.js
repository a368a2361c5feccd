// The interop TestService on @grpc/grpc-js. Prints "PORT n"; ends with its standard input, and drains at the line "drain".
// Its API shows no message's compression, and its server compresses nothing: expect_compressed and response_compressed go unread.
const readline = require('node:readline');
const grpc = require('@grpc/grpc-js');
const { testing, ECHO_INITIAL, ECHO_TRAILING, option, tls } = require('./contract');

const answer = (size) => ({ payload: { body: Buffer.alloc(size) } });
const failure = (status, metadata) => Object.assign(new Error(status.message), { code: status.code, details: status.message, metadata });

/** Echoes what the contract wants; "x-seen-" trailers tell what the server saw of the call. */
function echoMetadata(call) {
  const headers = new grpc.Metadata();
  const trailers = new grpc.Metadata();
  for (const value of call.metadata.get(ECHO_INITIAL)) headers.add(ECHO_INITIAL, value);
  for (const value of call.metadata.get(ECHO_TRAILING)) trailers.add(ECHO_TRAILING, value);
  for (const value of call.metadata.get('traceparent')) trailers.add('x-seen-traceparent', value);
  const deadline = Number(call.getDeadline());
  if (Number.isFinite(deadline)) trailers.add('x-seen-timeout-ms', `${Math.round(deadline - Date.now())}`);
  if (Object.keys(headers.getMap()).length > 0) call.sendMetadata(headers);
  return trailers;
}

async function writeAll(call, parameters) {
  for (const { size, interval_us: interval } of parameters) {
    if (interval > 0) await new Promise((resolve) => setTimeout(resolve, interval / 1000));
    if (!call.write(answer(size))) await new Promise((resolve) => call.once('drain', resolve));
  }
}

const service = {
  EmptyCall(call, done) {
    done(null, {}, echoMetadata(call));
  },

  UnaryCall(call, done) {
    const trailers = echoMetadata(call);
    const { response_status: status, response_size: size } = call.request;
    if (status) done(failure(status, trailers));
    else done(null, answer(size), trailers);
  },

  CacheableUnaryCall(call, done) {
    const headers = new grpc.Metadata();
    headers.set('cache-control', 'max-age=60, public');
    call.sendMetadata(headers);
    done(null, { payload: { body: Buffer.from(`${process.hrtime.bigint()}`) } });
  },

  async StreamingOutputCall(call) {
    await writeAll(call, call.request.response_parameters);
    if (call.request.response_status) call.emit('error', failure(call.request.response_status));
    else call.end();
  },

  StreamingInputCall(call, done) {
    let sum = 0;
    call.on('data', (request) => { sum += request.payload.body.length; });
    call.on('end', () => done(null, { aggregated_payload_size: sum }));
  },

  FullDuplexCall(call) {
    const trailers = echoMetadata(call);
    let last = Promise.resolve();
    let failed = false;
    call.on('data', (request) => {
      last = last.then(async () => {
        if (failed) return;
        failed = Boolean(request.response_status);
        if (failed) call.emit('error', failure(request.response_status, trailers));
        else await writeAll(call, request.response_parameters);
      });
    });
    call.on('end', () => last.then(() => failed || call.end(trailers)));
  },

  HalfDuplexCall(call) {
    const requests = [];
    call.on('data', (request) => requests.push(request));
    call.on('end', async () => {
      for (const request of requests) await writeAll(call, request.response_parameters);
      call.end();
    });
  },
};

const keepalive = option('keepalive-ms');
const server = new grpc.Server(keepalive ? { 'grpc.keepalive_time_ms': keepalive } : {});
server.addService(testing.TestService.service, service);
const credentials = tls
  ? grpc.ServerCredentials.createSsl(tls('ca.pem'), [{ private_key: tls('server.key'), cert_chain: tls('server.pem') }], Boolean(option('mutual')))
  : grpc.ServerCredentials.createInsecure();
server.bindAsync('127.0.0.1:0', credentials, (error, port) => {
  if (error) throw error;
  console.log(`PORT ${port}`);
});

const input = readline.createInterface({ input: process.stdin });
input.on('line', (line) => {
  if (line === 'drain') server.tryShutdown(() => console.log('DRAINED'));
});
input.on('close', () => process.exit(0));
