// client.js HOST:PORT: reads commands, one a line; answers each with one line of JSON.
const readline = require('node:readline');
const { connect } = require('./calls');

const commands = { ...require('./cases'), ...require('./probes') };
const target = process.argv[2];
const peer = { target, client: connect(target) };

async function run(line) {
  const [name, ...words] = line.split(' ');
  try {
    const told = await commands[name](peer, ...words);
    return { ok: true, ...(typeof told === 'string' ? { cannot: told } : told) };
  } catch (error) {
    return { ok: false, error: `${error.message}` };
  }
}

let last = Promise.resolve();
const input = readline.createInterface({ input: process.stdin });
input.on('line', (line) => { last = last.then(() => run(line)).then((answer) => console.log(JSON.stringify(answer))); });
input.on('close', () => last.then(() => process.exit(0)));
