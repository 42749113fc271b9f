package org.reasoningrouter.router;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/// The Kafka Streams applications of this process, and what they hold open.
final class Roles implements AutoCloseable {

    private final List<StreamsApplication> applications;
    private final Runnable release;

    /// @param release closes what the applications used, once they have stopped
    Roles(List<StreamsApplication> applications, Runnable release) {
        this.applications = List.copyOf(applications);
        this.release = release;
    }

    void start() {
        applications.forEach(StreamsApplication::start);
    }

    boolean isAlive() {
        return applications.stream().allMatch(StreamsApplication::isAlive);
    }

    boolean isReady() {
        return applications.stream().allMatch(StreamsApplication::isReady);
    }

    /// Done when any of them has given up.
    CompletableFuture<Object> failed() {
        return CompletableFuture.anyOf(
                applications.stream()
                        .map(StreamsApplication::failed)
                        .toArray(CompletableFuture[]::new));
    }

    String descriptions() {
        return applications.stream()
                .map(application -> application.id() + "\n\n" + application.description())
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        applications.parallelStream().forEach(StreamsApplication::close);
        release.run();
    }
}
