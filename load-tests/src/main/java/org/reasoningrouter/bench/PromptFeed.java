package org.reasoningrouter.bench;

import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.reasoningrouter.local.LocalRun;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Prompt;

/// Sends given prompts over and over, each with a number for its id.
public final class PromptFeed implements AutoCloseable {

    private final String topic;
    private final List<Prompt> prompts;
    private final KafkaProducer<String, Prompt> producer;
    private int sent;

    /// A sender that fills its requests to the broker.
    public PromptFeed(LocalRun.Target target, List<Prompt> prompts) {
        this(target, prompts, Sending.FILLED);
    }

    PromptFeed(LocalRun.Target target, List<Prompt> prompts, Sending sending) {
        this.topic = target.topics().prompts().name();
        this.prompts = List.copyOf(prompts);
        var configs = new HashMap<>(sending.settings());
        configs.put("bootstrap.servers", target.bootstrap());
        configs.put("max.request.size", Topics.PROMPT_BYTES);
        configs.put("batch.size", 65_536);
        producer =
                new KafkaProducer<>(
                        configs, new StringSerializer(), target.serdes().serializer(Prompt.class));
    }

    public int sent() {
        return sent;
    }

    /// Sends until that many have been sent in all; does not wait for the broker.
    public void sendUpTo(int all) {
        for (; sent < all; sent++) {
            var id = String.valueOf(sent);
            var text = prompts.get(sent % prompts.size());
            var prompt = Prompt.newBuilder(text).setPromptId(id).build();
            var _ = producer.send(new ProducerRecord<>(topic, id, prompt));
        }
    }

    /// Waits until the broker has all of them.
    public void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
