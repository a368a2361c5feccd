// The test service by @grpc/grpc-js, with its official health and reflection services. Prints "PORT n" when it serves.
// Usage: node echo-server.js [TLS_FOLDER]   with TLS, it asks for a client certificate
'use strict';
const grpc = require('@grpc/grpc-js');
const { HealthImplementation } = require('grpc-health-check');
const { ReflectionService } = require('@grpc/reflection');
const { loadDefinition, tlsFiles } = require('./protos');

const definition = loadDefinition();
const tls = process.argv[2] && tlsFiles(process.argv[2]);
let ownPort = 0;
const echo = grpc.loadPackageDefinition(definition).factorytwin.test.rpc.v1.Echo;

/** Metadata whose keys begin with "echo-" goes back: in the headers, and with "trailer-" before the key in the trailers. */
function echoMetadata(call) {
  const headers = new grpc.Metadata();
  const trailers = new grpc.Metadata();
  for (const key of Object.keys(call.metadata.getMap())) {
    if (!key.startsWith('echo-')) continue;
    for (const value of call.metadata.get(key)) {
      headers.add(key, value);
      trailers.add('trailer-' + key, value);
    }
  }
  call.sendMetadata(headers);
  return trailers;
}

function answer(request, index) {
  const payload = request.response_size > 0 ? Buffer.alloc(request.response_size) : request.payload;
  return { text: request.text, payload, index };
}

function failure(request, trailers) {
  if (!request.fail_code) return null;
  if (request.payload.length > 0) trailers.set('grpc-status-details-bin', request.payload);
  return { code: request.fail_code, details: request.fail_message, metadata: trailers };
}

/** What tests ask of the server itself, by the request's text; null where it is an ordinary call. */
function special(call) {
  const [what, argument] = call.request.text.split('=');
  const attempts = Number(call.metadata.get('grpc-previous-rpc-attempts')[0] || 0);
  switch (what) {
    case 'port':
      return { text: String(ownPort) };
    case 'who':
      return { text: call.getAuthContext().sslPeerCertificate?.subject.CN || 'nobody' };
    case 'health':
      health.setStatus('', argument);
      return { text: argument };
    case 'flaky': // fails so many times
      return attempts < Number(argument) ? { code: grpc.status.UNAVAILABLE, details: 'not yet' } : { text: String(attempts) };
    default:
      return null;
  }
}

const health = new HealthImplementation({ '': 'SERVING', 'factorytwin.test.rpc.v1.Echo': 'NOT_SERVING' });
const server = new grpc.Server();
server.addService(echo.service, {
  Unary(call, callback) {
    const asked = special(call);
    if (asked) return asked.code ? callback(asked) : callback(null, asked);
    const trailers = echoMetadata(call);
    if (call.request.hang) return;
    const error = failure(call.request, trailers);
    if (error) callback(error);
    else callback(null, answer(call.request, 0), trailers);
  },
  ServerStream(call) {
    const trailers = echoMetadata(call);
    for (let i = 0; i < call.request.count; i++) call.write(answer(call.request, i));
    if (call.request.hang) return;
    const error = failure(call.request, trailers);
    if (error) call.emit('error', error);
    else call.end(trailers);
  },
  ClientStream(call, callback) {
    const trailers = echoMetadata(call);
    const texts = [];
    let error = null;
    call.on('data', (request) => {
      error = error || failure(request, trailers);
      if (error) callback(error);
      else texts.push(request.text);
    });
    call.on('end', () => {
      if (!error) callback(null, { text: texts.join(','), index: texts.length }, trailers);
    });
  },
  Duplex(call) {
    const trailers = echoMetadata(call);
    let index = 0;
    call.on('data', (request) => {
      const error = failure(request, trailers);
      if (error) call.emit('error', error);
      else call.write(answer(request, index++));
    });
    call.on('end', () => call.end(trailers));
  },
});
health.addToServer(server);
new ReflectionService(definition).addToServer(server);
const credentials = tls
  ? grpc.ServerCredentials.createSsl(tls.ca, [{ private_key: tls.serverKey, cert_chain: tls.server }], true)
  : grpc.ServerCredentials.createInsecure();
server.bindAsync('127.0.0.1:0', credentials, (error, port) => {
  if (error) throw error;
  ownPort = port;
  console.log('PORT ' + port);
});
process.stdin.on('end', () => process.exit(0)).resume(); // ends with the test that started it
