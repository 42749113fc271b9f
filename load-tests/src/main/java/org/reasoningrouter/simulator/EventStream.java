package org.reasoningrouter.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Events on their way out, in the segments that a fault asks for. It belongs to its call.
final class EventStream {

    private final Connection connection;
    private final SimulatorFault fault;
    private String held = "";

    EventStream(Connection connection, SimulatorFault fault) {
        this.connection = connection;
        this.fault = fault;
    }

    void send(String events) throws IOException, InterruptedException {
        if (events.isEmpty()) {
            return;
        }
        switch (fault) {
            case PINGS -> write(": ping\n\n" + events);
            case SPLIT_UTF8 -> split(events.getBytes(StandardCharsets.UTF_8));
            case JOINED_EVENTS -> join(events);
            default -> write(events);
        }
    }

    /// Sends the last events and the end of the body.
    void end(String events) throws IOException {
        var bytes = (held + events).getBytes(StandardCharsets.UTF_8);
        connection.write(bytes, 0, bytes.length);
        connection.end();
    }

    private void join(String events) throws IOException {
        if (held.isEmpty()) {
            held = events;
        } else {
            write(held + events);
            held = "";
        }
    }

    private void write(String events) throws IOException {
        var bytes = events.getBytes(StandardCharsets.UTF_8);
        connection.write(bytes, 0, bytes.length);
        connection.flush();
    }

    // The pause lets the first part leave and be read on its own.
    private void split(byte[] bytes) throws IOException, InterruptedException {
        var at = cut(bytes);
        connection.write(bytes, 0, at);
        connection.flush();
        Thread.sleep(1);
        connection.write(bytes, at, bytes.length);
        connection.flush();
    }

    private static int cut(byte[] bytes) {
        for (var i = 1; i < bytes.length; i++) {
            if ((bytes[i] & 0xC0) == 0x80) {
                return i;
            }
        }
        return Math.max(1, bytes.length / 2);
    }
}
