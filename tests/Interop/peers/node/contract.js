// The contract, and what server and client share.
const path = require('node:path');
const loader = require('@grpc/proto-loader');
const grpc = require('@grpc/grpc-js');

const definition = loader.loadSync('grpc/testing/test.proto', {
  includeDirs: [path.join(__dirname, '..', '..', 'protos')], keepCase: true, defaults: true,
});

exports.testing = grpc.loadPackageDefinition(definition).grpc.testing;
exports.ECHO_INITIAL = 'x-grpc-test-echo-initial';
exports.ECHO_TRAILING = 'x-grpc-test-echo-trailing-bin';

/** The value of "--name=number" among the arguments, or undefined. */
exports.option = (name) => {
  const found = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  return found && Number(found.slice(name.length + 3));
};
