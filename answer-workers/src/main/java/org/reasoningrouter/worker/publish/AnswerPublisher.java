package org.reasoningrouter.worker.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.DeadLetter;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes answers and dead letters through one idempotent producer. Slots share it.
public final class AnswerPublisher implements Outbox, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerPublisher.class);

    private final Producer<byte[], byte[]> producer;
    private final Serializer<Answer> serializer;
    private final String answers;
    private final String deadLetters;

    AnswerPublisher(
            Producer<byte[], byte[]> producer, Serializer<Answer> serializer, Topics topics) {
        this.producer = producer;
        this.serializer = serializer;
        this.answers = topics.answers().name();
        this.deadLetters = topics.deadLetters().name();
    }

    /// Opens the producer; the caller closes it.
    ///
    /// @param kafka settings of the client by Kafka's own names; those that the guarantees rest on
    ///   are set here
    public static AnswerPublisher open(
            Map<String, String> kafka, AvroSerdes serdes, Topics topics) {
        var configs = new HashMap<String, Object>();
        configs.put("linger.ms", 0);
        configs.put("max.block.ms", 10_000);
        configs.put("delivery.timeout.ms", 30_000);
        configs.put("request.timeout.ms", 10_000);
        configs.putAll(kafka);
        configs.put("acks", "all");
        configs.put("enable.idempotence", true);
        configs.put("max.request.size", Topics.RECORD_BYTES);
        var bytes = new ByteArraySerializer();
        return new AnswerPublisher(
                new KafkaProducer<>(configs, bytes, bytes),
                serdes.serializer(Answer.class),
                topics);
    }

    @Override
    public Sent answer(byte @Nullable [] key, Answer answer) {
        try {
            var value = serializer.serialize(answers, answer);
            return send(new ProducerRecord<>(answers, key, value));
        } catch (SerializationException e) {
            return notNow(e);
        }
    }

    @Override
    public Sent deadLetter(byte @Nullable [] key, byte @Nullable [] value, DeadLetter reason) {
        return send(new ProducerRecord<>(deadLetters, null, key, value, reason.headers()));
    }

    private Sent send(ProducerRecord<byte[], byte[]> sent) {
        try {
            producer.send(sent).get();
            return Sent.ACKNOWLEDGED;
        } catch (RecordTooLargeException _) {
            return Sent.TOO_LARGE;
        } catch (ExecutionException e) {
            return e.getCause() instanceof RecordTooLargeException ? Sent.TOO_LARGE : notNow(e);
        } catch (KafkaException e) {
            return notNow(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return notNow(e);
        }
    }

    private static Sent notNow(Exception e) {
        var cause = e.getCause() == null ? e : e.getCause();
        LOG.warn("event=publish_failed error={}", cause.getClass().getSimpleName());
        return Sent.NOT_NOW;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(10));
        serializer.close();
    }
}
