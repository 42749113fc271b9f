package org.reasoningrouter.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.reasoningrouter.local.LocalStack;

/// Where a run stands still, for the message of a test that waited in vain: partitions in which an
/// open transaction hides what comes after it, and what each group has still to read.
final class Backlog {

    private Backlog() {}

    /// One line for each such partition and each group's partition.
    static String of(LocalStack stack) {
        Map<String, Object> configs = Map.of("bootstrap.servers", stack.broker().bootstrap());
        try (var admin = Admin.create(configs)) {
            var partitions =
                    stack.topics().all().stream()
                            .flatMap(topic -> EvidenceConsumer.partitions(topic).stream())
                            .toList();
            var written = ends(admin, partitions, IsolationLevel.READ_UNCOMMITTED);
            var stable = ends(admin, partitions, IsolationLevel.READ_COMMITTED);
            var lines = new ArrayList<String>();
            written.forEach((partition, end) -> {
                var seen = stable.getOrDefault(partition, 0L);
                if (seen < end) {
                    lines.add("%s: open transaction at %d of %d".formatted(partition, seen, end));
                }
            });
            for (var group : admin.listGroups().all().get()) {
                lines.addAll(behind(admin, group, stable));
            }
            return String.join("; ", lines);
        } catch (ExecutionException e) {
            return "the broker does not say: " + e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static Map<TopicPartition, Long> ends(
            Admin admin, List<TopicPartition> partitions, IsolationLevel isolation)
            throws ExecutionException, InterruptedException {
        var latest =
                partitions.stream().collect(Collectors.toMap(it -> it, _ -> OffsetSpec.latest()));
        return admin
                .listOffsets(latest, new ListOffsetsOptions(isolation))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
    }

    private static List<String> behind(
            Admin admin, GroupListing group, Map<TopicPartition, Long> ends)
            throws ExecutionException, InterruptedException {
        var offsets =
                admin.listConsumerGroupOffsets(group.groupId())
                        .partitionsToOffsetAndMetadata()
                        .get();
        return offsets.entrySet().stream()
                .filter(e -> ends.getOrDefault(e.getKey(), 0L) > e.getValue().offset())
                .map(e ->
                        "%s has read %s up to %d of %d"
                                .formatted(
                                        group.groupId(),
                                        e.getKey(),
                                        e.getValue().offset(),
                                        ends.getOrDefault(e.getKey(), 0L)))
                .toList();
    }
}
