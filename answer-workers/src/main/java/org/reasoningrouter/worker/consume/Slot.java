package org.reasoningrouter.worker.consume;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.topics.DeadLetter;
import org.reasoningrouter.topics.Reading;
import org.reasoningrouter.topics.Reading.Intact;
import org.reasoningrouter.topics.Reading.Unreadable;
import org.reasoningrouter.topics.RegistryUnreachableException;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.Request;
import org.reasoningrouter.worker.generate.Pause;
import org.reasoningrouter.worker.publish.Outbox;
import org.reasoningrouter.worker.publish.Outbox.Sent;
import org.reasoningrouter.worker.publish.WorkerMeters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker's place for one running call: takes a request, answers it, lets it go, and again. One
/// thread owns it.
///
/// The order is the guarantee: the broker acknowledges the answer first, the request is accepted
/// after that. A neighbour that is down (registry, broker) is waited for with the request in hand,
/// because each handing back costs one of its few deliveries; only when the lock is about to end
/// does it go back.
public final class Slot implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);
    private static final Duration POLL = Duration.ofMillis(250);

    /// Turns the bytes of a request into a request.
    ///
    /// Throws [RegistryUnreachableException] when only the registry can tell and does not.
    @FunctionalInterface
    public interface Reader {
        Reading<Request> read(byte @Nullable [] value);
    }

    /// Whether there is anybody to ask.
    @FunctionalInterface
    public interface Servers {

        /// How long no server can be asked; zero: one can be now.
        Duration closedFor(Instant now);
    }

    private enum Settled {
        ACCEPT,
        HAND_BACK
    }

    /// What the slots of a worker share.
    public record Shared(
            Reader reader,
            Answerer answerer,
            AnswerLimits limits,
            Outbox outbox,
            Servers servers,
            Stopping stopping,
            WorkerMeters meters,
            InstantSource clock,
            Waiting waiting) {}

    /// How a slot waits with a request in hand.
    ///
    /// @param between two tries to reach the registry or the broker
    public record Waiting(Pause pause, Duration between) {}

    private final Supplier<RequestSource> opened;
    private final Shared shared;
    private volatile boolean polling;

    /// A slot that has not begun.
    ///
    /// @param opened opens the slot's consumer on the slot's own thread
    public Slot(Supplier<RequestSource> opened, Shared shared) {
        this.opened = opened;
        this.shared = shared;
    }

    @Override
    public void run() {
        try (var requests = opened.get()) {
            while (!shared.stopping().isAsked()) {
                var closed = shared.servers().closedFor(shared.clock().instant());
                if (closed.isPositive()) {
                    shared.stopping().rest(closed);
                } else {
                    requests.take(POLL).ifPresent(delivery -> handle(requests, delivery));
                    polling = true;
                }
            }
        }
    }

    /// Whether the slot has asked the broker for requests at least once. Any thread may ask.
    public boolean isPolling() {
        return polling;
    }

    private void handle(RequestSource requests, Delivery delivery) {
        shared.meters().taken(delivery.lane(), delivery.count(), delivery.queueAge());
        try {
            switch (settle(delivery)) {
                case ACCEPT -> requests.accept(delivery);
                case HAND_BACK -> {
                    LOG.info("event=handed_back {}", where(delivery));
                    shared.meters().handedBack(delivery.lane());
                    requests.handBack(delivery);
                }
            }
        } finally {
            shared.meters().settled(delivery.lane());
        }
    }

    private Settled settle(Delivery delivery) {
        while (true) {
            try {
                return switch (shared.reader().read(delivery.value())) {
                    case Intact<Request>(var request) -> answer(delivery, request);
                    case Unreadable<Request>(var error, var message) ->
                            deadLetter(delivery, error, message);
                };
            } catch (RegistryUnreachableException _) {
                LOG.warn("event=registry_unreachable {}", where(delivery));
                if (!mayWait(delivery)) {
                    return isLast(delivery)
                            ? deadLetter(delivery, "registry_unreachable", "at the last delivery")
                            : Settled.HAND_BACK;
                }
            }
        }
    }

    private Settled answer(Delivery delivery, Request request) {
        var answer = shared.answerer().answer(delivery, request);
        // An interrupt says that another worker has the request now.
        if (answer.isEmpty() || Thread.currentThread().isInterrupted()) {
            return Settled.HAND_BACK;
        }
        return publish(delivery, answer.get());
    }

    private Settled publish(Delivery delivery, Answer answer) {
        var sent = send(delivery, () -> shared.outbox().answer(delivery.key(), answer));
        return switch (sent) {
            case ACKNOWLEDGED -> {
                shared.meters().answered(delivery.lane(), answer);
                yield Settled.ACCEPT;
            }
            case NOT_NOW -> Settled.HAND_BACK;
            case TOO_LARGE ->
                    answer.getText().isPresent()
                            ? publish(delivery, Answerer.tooLarge(answer))
                            : deadLetter(delivery, "too_large", "no answer to it fits a record");
        };
    }

    private Settled deadLetter(Delivery delivery, String error, String message) {
        var origin = delivery.origin();
        var letter =
                new DeadLetter(origin.topic(), origin.partition(), origin.offset(), error, message);
        LOG.warn("event=dead_letter error={} {}", error, where(delivery));
        var sent =
                send(
                        delivery,
                        () -> shared.outbox().deadLetter(delivery.key(), delivery.value(), letter));
        if (sent != Sent.ACKNOWLEDGED) {
            return Settled.HAND_BACK;
        }
        shared.meters().deadLettered(error);
        return Settled.ACCEPT;
    }

    private Sent send(Delivery delivery, Supplier<Sent> sending) {
        while (true) {
            var sent = sending.get();
            if (sent != Sent.NOT_NOW) {
                return sent;
            }
            LOG.warn("event=not_published {}", where(delivery));
            if (!mayWait(delivery)) {
                return sent;
            }
        }
    }

    private boolean mayWait(Delivery delivery) {
        var between = shared.waiting().between();
        var held = delivery.takenAt().plus(shared.limits().hold());
        return shared.clock().instant().plus(between).isBefore(held)
                && shared.waiting().pause().pause(between);
    }

    private boolean isLast(Delivery delivery) {
        return delivery.count() >= shared.limits().deliveries();
    }

    private static String where(Delivery delivery) {
        var origin = delivery.origin();
        return "topic="
                + origin.topic()
                + " partition="
                + origin.partition()
                + " offset="
                + origin.offset()
                + " delivery="
                + delivery.count();
    }
}
