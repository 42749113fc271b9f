package org.reasoningrouter.simulator;

import java.util.List;

/// How the stand-in server behaves.
///
/// @param family whose words it speaks
/// @param modelName what it calls itself
/// @param chunkTokens tokens in one streamed chunk; more cost less CPU
/// @param places calls that run at once
/// @param waiting calls that wait for a place; any more are turned away
/// @param failures in percent of calls, drawn among `failureTypes`
/// @param seed of what is drawn: times and failures
/// @param cachedBlocks beginnings of prompts that it remembers, in blocks of 16 tokens; 0 for a
///   server whose counts do not hang on what was asked before
/// @param keepsCalls whether its ledger has every call, in a memory that grows with them
public record SimulatorSettings(
        Family family,
        String modelName,
        SimulatorTimes times,
        SimulatedModel model,
        int chunkTokens,
        int places,
        int waiting,
        double failures,
        List<SimulatorFault> failureTypes,
        long seed,
        int cachedBlocks,
        boolean keepsCalls) {

    /// A million tokens.
    static final int CACHED_BLOCKS = 65_536;

    // Below the default thinking budget, so that with it each thought ends in an answer.
    private static final int MOST_REASONING = 4_000;

    public SimulatorSettings {
        failureTypes = List.copyOf(failureTypes);
        if (chunkTokens < 1 || places < 1 || waiting < 0) {
            throw new IllegalArgumentException(
                    "chunk-tokens and max-num-seqs must be at least 1, max-waiting-queue-length not"
                            + " negative: "
                            + chunkTokens
                            + ", "
                            + places
                            + ", "
                            + waiting);
        }
        if (failures < 0 || failures > 100 || (failures > 0 && failureTypes.isEmpty())) {
            throw new IllegalArgumentException(
                    "failure-injection-rate is a percentage of calls that meet one of"
                            + " failure-types: "
                            + failures);
        }
    }

    /// A small model on one GPU, served by vLLM: first token after 150 ms, then 12 ms a token. It
    /// thinks for 1,200 tokens on average, as the default policy expects, so that a saving against
    /// always-thinking is not made by the stand-in.
    public static SimulatorSettings scaled(double timeScale) {
        return new SimulatorSettings(
                Family.VLLM,
                LlmSimulator.MODEL,
                SimulatorTimes.scaled(timeScale),
                new SimulatedModel(870, 0.8, MOST_REASONING),
                16,
                1024,
                1000,
                0,
                List.of(),
                1,
                CACHED_BLOCKS,
                true);
    }

    public SimulatorSettings as(Family family) {
        return new SimulatorSettings(
                family,
                modelName,
                times,
                model,
                chunkTokens,
                places,
                waiting,
                failures,
                failureTypes,
                seed,
                cachedBlocks,
                keepsCalls);
    }

    public SimulatorSettings playing(SimulatedModel model) {
        return new SimulatorSettings(
                family,
                modelName,
                times,
                model,
                chunkTokens,
                places,
                waiting,
                failures,
                failureTypes,
                seed,
                cachedBlocks,
                keepsCalls);
    }

    public SimulatorSettings taking(SimulatorTimes times) {
        return new SimulatorSettings(
                family,
                modelName,
                times,
                model,
                chunkTokens,
                places,
                waiting,
                failures,
                failureTypes,
                seed,
                cachedBlocks,
                keepsCalls);
    }

    public SimulatorSettings withPlaces(int places, int waiting) {
        return new SimulatorSettings(
                family,
                modelName,
                times,
                model,
                chunkTokens,
                places,
                waiting,
                failures,
                failureTypes,
                seed,
                cachedBlocks,
                keepsCalls);
    }

    /// What is cached, and so what a call costs, hangs on the calls before it: not so without a
    /// cache.
    public SimulatorSettings withoutCache() {
        return new SimulatorSettings(
                family,
                modelName,
                times,
                model,
                chunkTokens,
                places,
                waiting,
                failures,
                failureTypes,
                seed,
                0,
                keepsCalls);
    }

    /// Its ledger only counts, so that it can answer for ever.
    public SimulatorSettings withoutCalls() {
        return new SimulatorSettings(
                family,
                modelName,
                times,
                model,
                chunkTokens,
                places,
                waiting,
                failures,
                failureTypes,
                seed,
                cachedBlocks,
                false);
    }

    public SimulatorSettings withChunkTokens(int chunkTokens) {
        return new SimulatorSettings(
                family,
                modelName,
                times,
                model,
                chunkTokens,
                places,
                waiting,
                failures,
                failureTypes,
                seed,
                cachedBlocks,
                keepsCalls);
    }

    /// With failures among its calls.
    ///
    /// @param percent of calls
    public SimulatorSettings failing(double percent, List<SimulatorFault> types) {
        return new SimulatorSettings(
                family,
                modelName,
                times,
                model,
                chunkTokens,
                places,
                waiting,
                percent,
                types,
                seed,
                cachedBlocks,
                keepsCalls);
    }
}
