package org.reasoningrouter.simulator;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.reasoningrouter.simulator.RawCalls.Streamed;

/// A stand-in of one family at a time, and raw calls of it.
class SimulatorFamiliesFixture {

    static final String CHAT = "/v1/chat/completions";
    static final String MESSAGES = "'messages':[{'role':'user','content':'Why? [hard]'}]";
    static final String STREAM = "'stream':true,'stream_options':{'include_usage':true},";
    static final String ANTHROPIC = "'max_tokens':30000,'stream':true,";

    LlmSimulator simulator;
    RawCalls calls;

    @BeforeEach
    void start() throws IOException {
        start(Family.VLLM);
    }

    @AfterEach
    void stop() {
        calls.close();
        simulator.close();
    }

    final void restart(Family family) throws IOException {
        stop();
        start(family);
    }

    final void start(Family family) throws IOException {
        simulator = LlmSimulator.start(0, SimulatorSettings.scaled(0).as(family));
        calls = new RawCalls(simulator);
    }

    Streamed chat(String begin) {
        return calls.stream(CHAT, begin + STREAM + MESSAGES + "}");
    }

    Streamed anthropic(String body) {
        return calls.stream("/v1/messages", body);
    }

    static int reasoning(Streamed streamed) {
        return streamed.usage().at("/completion_tokens_details/reasoning_tokens").asInt();
    }
}
