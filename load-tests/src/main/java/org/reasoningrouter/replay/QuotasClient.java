package org.reasoningrouter.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaAlteration.Op;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Route;

/// Limits what a replay's clients may send to the cluster and read from it, so that live traffic
/// keeps its share.
final class QuotasClient {

    private static final long SECONDS = 60;

    /// The router has two threads; one that broke is replaced by one of a higher number.
    private static final int THREADS = 8;

    private final Admin admin;
    private final Topics topics;

    QuotasClient(Admin admin, Topics topics) {
        this.admin = admin;
        this.topics = topics;
    }

    /// @param bytes a second, for each client, in either direction
    void set(long bytes) {
        alter((double) bytes);
    }

    void remove() {
        alter(null);
    }

    private void alter(@Nullable Double bytes) {
        var ops = List.of(new Op("producer_byte_rate", bytes), new Op("consumer_byte_rate", bytes));
        var alterations =
                clients(topics).stream()
                        .map(it -> new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, it)))
                        .map(it -> new ClientQuotaAlteration(it, ops))
                        .toList();
        try {
            admin.alterClientQuotas(alterations).all().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "the cluster does not take quotas (--quota 0 sets none): " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while quotas were set", e);
        }
    }

    /// What the clients of a replay call themselves.
    static List<String> clients(Topics topics) {
        var clients = new ArrayList<String>();
        clients.add(ReplayTopicsConsumer.clientId(topics));
        for (var route : Route.values()) {
            clients.add(worker(topics, route));
        }
        for (var role : List.of("router", "ledger")) {
            IntStream.rangeClosed(1, THREADS)
                    .mapToObj(thread -> topics.prefix() + role + "-StreamThread-" + thread)
                    .flatMap(it -> Stream.of(it + "-consumer", it + "-producer"))
                    .forEach(clients::add);
        }
        return clients;
    }

    /// What every client of a route's worker calls itself.
    static String worker(Topics topics, Route route) {
        return topics.prefix() + "worker-" + route.name().toLowerCase(Locale.ROOT);
    }
}
