// The contract, and what server and client share.
const fs = require('node:fs');
const path = require('node:path');
const loader = require('@grpc/proto-loader');
const grpc = require('@grpc/grpc-js');

const definition = loader.loadSync('grpc/testing/test.proto', {
  includeDirs: [path.join(__dirname, '..', '..', 'protos')], keepCase: true, defaults: true,
});

exports.testing = grpc.loadPackageDefinition(definition).grpc.testing;
exports.ECHO_INITIAL = 'x-grpc-test-echo-initial';
exports.ECHO_TRAILING = 'x-grpc-test-echo-trailing-bin';

const text = (name) => process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);

/** The number of "--name=number" among the arguments, or undefined. */
exports.option = (name) => text(name) && Number(text(name));

/** Reads a file of the folder "--tls=FOLDER" (ca.pem, server.pem, server.key, client.pem, client.key); undefined without TLS. */
exports.tls = text('tls') && ((file) => fs.readFileSync(path.join(text('tls'), file)));
