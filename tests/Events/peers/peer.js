// An independent client (kafkajs) with the official CloudEvents SDK.
//   node peer.js read BROKERS TOPIC COUNT   prints each record as a line of JSON: as it is, and as the SDK understands it
//   node peer.js write BROKERS TOPIC        writes one event as the SDK makes it
const { Kafka: Client, logLevel, Partitioners } = require("kafkajs");
const { CloudEvent, Kafka } = require("cloudevents");

const [mode, brokers, topic, count] = process.argv.slice(2);
const client = new Client({ clientId: "peer", brokers: brokers.split(","), logLevel: logLevel.ERROR });
const base64 = (bytes) => (bytes === null || bytes === undefined ? null : Buffer.from(bytes).toString("base64"));

function show({ partition, message }) {
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, value.toString("utf8")]));
  const event = Kafka.toEvent({ key: message.key?.toString("utf8"), value: message.value, body: message.value, headers });
  const { id, source, type, time, subject, partitionkey, traceparent, datacontenttype, specversion } = event;
  console.log(JSON.stringify({
    partition, offset: Number(message.offset), key: base64(message.key), value: base64(message.value), headers,
    event: { id, source, type, time, subject, partitionkey, traceparent, datacontenttype, specversion },
  }));
}

async function read() {
  const consumer = client.consumer({ groupId: `peer-${process.pid}` });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  let left = Number(count);
  await new Promise((done, failed) =>
    consumer.run({ eachMessage: async (record) => { show(record); if (--left === 0) done(); } }).catch(failed));
  process.exit(0);
}

async function write() {
  const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const event = new CloudEvent({
    id: "a-1", source: "/peer", type: "peer.Number", time: "2026-03-01T09:00:00.250+01:00", subject: "points/µ", partitionkey: "unit-1",
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", datacontenttype: "application/protobuf", color: "red", data: Buffer.from([0, 1, 254, 255]),
  });
  const { key, value, headers: made } = Kafka.binary(event);
  // The SDK names attributes that are not there; the client takes none.
  const headers = Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined));
  await producer.send({ topic, messages: [{ key, value, headers: { ...headers, foreign: "kept" } }] });
  await producer.disconnect();
}

(mode === "read" ? read() : write()).catch((e) => { console.error(e); process.exit(1); });
