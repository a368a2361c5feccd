// The benchmark's service by @grpc/grpc-js. Usage: server.js PORT FOLDER_OF_PROTO
'use strict';
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const definition = loader.loadSync('bench.proto', {
  keepCase: true,
  longs: Number,
  includeDirs: [path.join(__dirname, '../../protos'), process.argv[3]],
});
const stats = { calls: 0, readings: 0 };

const reading = (name, sequence) => ({
  name,
  event_time: { seconds: 1767225600, nanos: 250000000 },
  value: 42.5,
  unit: 'kPa',
  quality: 1,
  sequence,
});

const server = new grpc.Server();
server.addService(grpc.loadPackageDefinition(definition).factorytwin.bench.v1.Bench.service, {
  EchoReadings(call, callback) {
    const { sequence, readings } = call.request;
    callback(null, { sequence, readings: readings.map((r) => ({ ...r })) });
    stats.readings += readings.length;
    stats.calls++;
  },
  GetReading(call, callback) {
    callback(null, reading(call.request.name, call.request.sequence));
    stats.readings++;
    stats.calls++;
  },
  ListenReadings(call) {
    let sent = 0;
    const next = () => {
      while (sent < call.request.count) {
        stats.readings++;
        if (!call.write(reading(call.request.name, 1000000 + sent++))) {
          call.once('drain', next);
          return;
        }
      }
      stats.calls++;
      call.end();
    };
    next();
  },
  PushReadings(call, callback) {
    let count = 0;
    call.on('data', () => count++);
    call.on('end', () => {
      stats.readings += count;
      stats.calls++;
      callback(null, { count });
    });
  },
  GetStats(call, callback) {
    callback(null, stats);
  },
});
server.bindAsync('127.0.0.1:' + process.argv[2], grpc.ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
  console.log('READY');
});
