package org.reasoningrouter.replay;

import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.KafkaFuture;

/// Finds and deletes what a replay has on a cluster: everything whose name begins with its prefix.
final class ReplayTopicsClient {

    private static final long SECONDS = 60;

    private final Admin admin;

    ReplayTopicsClient(Admin admin) {
        this.admin = admin;
    }

    boolean anyBegins(String prefix) {
        return topics(prefix).stream().findAny().isPresent();
    }

    /// Topics, the internal ones of its applications included, and groups.
    void delete(String prefix) {
        await(admin.deleteTopics(topics(prefix)).all());
        var groups = await(admin.listGroups().all()).stream().map(GroupListing::groupId).toList();
        var ours = groups.stream().filter(it -> it.startsWith(prefix)).toList();
        var shared = ours.stream().filter(it -> it.startsWith(prefix + "workers.")).toList();
        await(admin.deleteShareGroups(shared).all());
        await(
                admin.deleteConsumerGroups(
                                ours.stream().filter(it -> !shared.contains(it)).toList())
                        .all());
    }

    private Collection<String> topics(String prefix) {
        return await(admin.listTopics().names()).stream()
                .filter(it -> it.startsWith(prefix))
                .toList();
    }

    private static <V> V await(KafkaFuture<V> answer) {
        try {
            return answer.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "the cluster refused or did not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the cluster", e);
        }
    }
}
