package org.reasoningrouter.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The policy of a replay: a policy file without what is learnt while it is in force, because that
/// hangs on the order in which answers come, and without a shadow, which may come too late.
final class PolicyText {

    private static final List<String> LEFT_OUT = List.of("learned", "shadow");

    private PolicyText() {}

    /// @param file empty: the policy that ships
    /// @throws IllegalArgumentException with one line when it is no policy
    static String of(Optional<Path> file) throws IOException {
        var _ = PolicyConfig.read(file);
        try (var in = open(file)) {
            var policy = new LinkedHashMap<Object, Object>(load(in));
            LEFT_OUT.forEach(policy::remove);
            var style = new DumperOptions();
            style.setDefaultFlowStyle(FlowStyle.BLOCK);
            return new Yaml(style).dump(policy);
        }
    }

    private static Map<?, ?> load(InputStream in) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).<Map<?, ?>>load(in);
    }

    private static InputStream open(Optional<Path> file) throws IOException {
        return file.isPresent()
                ? Files.newInputStream(file.get())
                : Objects.requireNonNull(PolicyConfig.class.getResourceAsStream("/policy.yml"));
    }
}
