// Produces one prompt and prints its result as JSON: a whole client in JavaScript.
//
//   node produce-and-read.mjs BOOTSTRAP REGISTRY PROMPT_ID TEXT [PREFIX]
//
// Exit codes: 0 answered, 1 no result within a minute, 2 misused.

import { AvroDeserializer, AvroSerializer, SchemaRegistryClient, SerdeType } from '@confluentinc/schemaregistry'
import kafkajs from 'kafkajs'
import lz4 from 'lz4js'

const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = kafkajs
const [bootstrap, registryUrl, promptId, text, prefix = ''] = process.argv.slice(2)
if (!text) {
  console.error('usage: node produce-and-read.mjs BOOTSTRAP REGISTRY PROMPT_ID TEXT [PREFIX]')
  process.exit(2)
}

// kafkajs reads gzip by itself; the router may write lz4.
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: async (encoder) => Buffer.from(lz4.compress(encoder.buffer)),
  decompress: async (buffer) => Buffer.from(lz4.decompress(buffer)),
})

const registry = new SchemaRegistryClient({ baseURLs: [registryUrl] })
const kafka = new Kafka({ clientId: 'javascript', brokers: [bootstrap], logLevel: logLevel.ERROR })

async function produce() {
  // The schema comes from the registry; fields that are left out take its defaults.
  const serializer = new AvroSerializer(registry, SerdeType.VALUE, {
    autoRegisterSchemas: false,
    useLatestVersion: true,
  })
  const topic = `${prefix}prompts`
  const value = await serializer.serialize(topic, {
    promptId,
    messages: [{ role: 'USER', content: text }],
    tenant: 'javascript',
    attributes: { language: 'javascript' },
  })
  const producer = kafka.producer()
  await producer.connect()
  await producer.send({ topic, acks: -1, messages: [{ key: promptId, value }] })
  await producer.disconnect()
}

async function read() {
  const deserializer = new AvroDeserializer(registry, SerdeType.VALUE, {})
  const topic = `${prefix}results`
  // Committed records only: results that the router took back must not be seen.
  const consumer = kafka.consumer({ groupId: `javascript-${promptId}`, readUncommitted: false })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  const result = await new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`no result of ${promptId} within a minute`)), 60_000).unref()
    consumer
      .run({
        eachMessage: async ({ message }) => {
          if (message.key?.toString() === promptId) {
            resolve(await deserializer.deserialize(topic, message.value))
          }
        },
      })
      .catch(reject)
  })
  await consumer.disconnect()
  return result
}

try {
  await produce()
  console.log(JSON.stringify(await read()))
  process.exit(0)
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
