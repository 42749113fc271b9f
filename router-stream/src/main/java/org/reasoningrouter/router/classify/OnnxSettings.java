package org.reasoningrouter.router.classify;

import java.util.Arrays;
import java.util.Locale;

/// What computes a model, and with how many threads.
///
/// @param sessions batches scored at once; 0 is one a core on a CPU and two on a GPU, which then
///   never waits for the next one
/// @param threads inside a call; all sessions share those beyond the callers' own
/// @param spinning whether such threads wait busily; where cores are contended that costs 5 to 10
///   times
public record OnnxSettings(Device device, int sessions, int threads, boolean spinning) {

    private static final int GPU_SESSIONS = 2;

    public OnnxSettings {
        if (sessions < 0) {
            throw new IllegalArgumentException("model.sessions must be at least 0: " + sessions);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("model.threads must be at least 1: " + threads);
        }
    }

    /// One thread for each session, on the CPU.
    ///
    /// @param sessions 0 for one a core
    public static OnnxSettings onCpu(int sessions) {
        return new OnnxSettings(Device.CPU, sessions, 1, false);
    }

    /// Where a model is computed.
    public enum Device {
        CPU,
        CUDA,
        TENSORRT,
        /// CUDA where it is to be had, else the CPU.
        AUTO;

        public static Device named(String name) {
            return Arrays.stream(values())
                    .filter(device -> device.label().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    "model.device must be cpu, cuda, tensorrt or auto: " + name));
        }

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public OnnxSettings on(Device other) {
        return new OnnxSettings(other, sessions, threads, spinning);
    }

    public OnnxSettings withSessions(int count) {
        return new OnnxSettings(device, count, threads, spinning);
    }

    int sessionsOn(Device opened) {
        if (sessions > 0) {
            return sessions;
        }
        return opened == Device.CPU ? Runtime.getRuntime().availableProcessors() : GPU_SESSIONS;
    }

    /// Scales that are taken while a model runs are computed on the CPU, whatever is asked for.
    OnnxSettings withDynamic(boolean scales) {
        return scales ? new OnnxSettings(Device.CPU, sessions, threads, spinning) : this;
    }
}
