// usage: event-source.mjs URL
// Reads the event stream at URL with the public EventSource client, through a proxy of its own that cuts every connection
// after 400 bytes. Prints one line: {"numbers": [...], "connections": n, "ended": bool}.
import http from 'node:http';
import { EventSource } from 'eventsource';

const target = new URL(process.argv[2]);
let connections = 0;
const proxy = http.createServer((request, response) => {
  connections += 1;
  const onward = http.request({ host: target.hostname, port: target.port, path: request.url, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    let left = 400;
    answer.on('data', (piece) => {
      response.write(piece.subarray(0, left));
      left -= piece.length;
      if (left <= 0) {
        onward.destroy();
        setImmediate(() => response.socket?.destroy());
      }
    });
    answer.on('end', () => response.end());
  });
  onward.on('error', () => undefined);
  onward.end();
});

proxy.listen(0, '127.0.0.1', () => {
  const numbers = [];
  const source = new EventSource(`http://127.0.0.1:${proxy.address().port}${target.pathname}${target.search}`);
  const finish = (ended) => {
    source.close();
    process.stdout.write(JSON.stringify({ numbers, connections, ended }) + '\n', () => process.exit(0));
  };
  source.addEventListener('message', (event) => numbers.push(JSON.parse(event.data).number));
  source.addEventListener('end', () => finish(true));
  source.addEventListener('error', () => {
    if (connections > 100) finish(false);
  });
});
