// Loads the test's protos and those of the product that the peers speak.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const loader = require('@grpc/proto-loader');

exports.loadDefinition = () =>
  loader.loadSync(['echo.proto', 'grpc/health/v1/health.proto', 'grpc/reflection/v1/reflection.proto'], {
    keepCase: true,
    defaults: true,
    enums: String,
    longs: Number,
    oneofs: true,
    includeDirs: [path.join(__dirname, '../protos'), path.join(__dirname, '../../../proto')],
  });

exports.tlsFiles = (folder) => {
  const read = (name) => fs.readFileSync(path.join(folder, name));
  return { ca: read('ca.pem'), server: read('server.pem'), serverKey: read('server.key'), client: read('client.pem'), clientKey: read('client.key') };
};
