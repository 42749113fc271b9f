package org.reasoningrouter.bench.peers;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.RecordReader;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Prompt;

/// What a model says of prompts when nothing is around it.
///
/// @param version name and digest
/// @param answers in the order of the prompts
record BareModel(String version, List<Answer> answers) {

    static BareModel of(String folder, List<Prompt> prompts) {
        var prompted = new Topics("", 1, 1).prompts();
        // Nothing is read from it.
        var serdes = new AvroSerdes(Map.of("schema.registry.url", "http://localhost"));
        try (var classifier = new OnnxClassifier(ModelFolder.at(folder), 0);
                var reader = new RecordReader<>(prompted, serdes, InstantSource.system())) {
            var work = new PeerWork(reader, classifier, BatchOrder.ARRIVAL, 1);
            var answers = prompts.parallelStream().map(work::answer).toList();
            return new BareModel(classifier.version(), answers);
        }
    }
}
