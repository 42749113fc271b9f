package org.reasoningrouter.replay;

import org.apache.kafka.clients.admin.Admin;
import org.reasoningrouter.replay.ReplaySettings.Place;
import org.reasoningrouter.topics.Topics;

/// What a replay leaves on a cluster that others use, too: topics, groups and quotas under its own
/// prefix. A broker of its own goes with its folder, so there it does nothing.
final class ReplayTracesClient {

    private final Place place;
    private final String name;

    /// @param name of the replay
    ReplayTracesClient(Place place, String name) {
        this.place = place;
        this.name = name;
    }

    /// Of its topics, application ids, groups and client ids.
    static String prefix(String name) {
        return "replay." + name + ".";
    }

    /// @throws IllegalArgumentException with one line when another replay has left something there
    void refuseClash() {
        if (place.cluster().isEmpty()) {
            return;
        }
        try (var admin = Admin.create(place.cluster().get().kafka())) {
            if (new ReplayTopicsClient(admin).anyBegins(prefix(name))) {
                throw new IllegalArgumentException(
                        "a replay named %s is on this cluster already: choose another --name, or give the --out that it was begun with"
                                .formatted(name));
            }
        }
    }

    void setQuotas() {
        if (place.cluster().isPresent() && place.quota() > 0) {
            var cluster = place.cluster().get();
            try (var admin = Admin.create(cluster.kafka())) {
                new QuotasClient(admin, topics(cluster)).set(place.quota());
            }
        }
    }

    void remove() {
        if (place.cluster().isEmpty()) {
            return;
        }
        var cluster = place.cluster().get();
        try (var admin = Admin.create(cluster.kafka())) {
            if (place.quota() > 0) {
                new QuotasClient(admin, topics(cluster)).remove();
            }
            new ReplayTopicsClient(admin).delete(prefix(name));
        }
    }

    private Topics topics(ReplayCluster cluster) {
        return new Topics(prefix(name), place.partitions(), cluster.minInsyncReplicas());
    }
}
