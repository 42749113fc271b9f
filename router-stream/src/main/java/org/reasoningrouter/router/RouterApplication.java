package org.reasoningrouter.router;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.exceptions.BeanContextException;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.reasoningrouter.router.classify.Classifier;

/// The program of the router and the ledger: starts Micronaut, nothing else.
public final class RouterApplication {

    /// The Micronaut environment that every bean of this program requires.
    public static final String ENVIRONMENT = "router";

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private RouterApplication() {}

    /// Runs until a signal or until an application gives up.
    public static void main(String[] args) {
        try {
            var context = start(Map.of());
            Runtime.getRuntime().addShutdownHook(new Thread(context::close, "shutdown"));
            context.getBean(Roles.class).failed().join();
            System.exit(FAILED);
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println("router: " + e.getMessage());
            System.exit(MISUSED);
        }
    }

    /// Starts everything that the settings name; they override `application-router.yml`. Closing
    /// the context stops it.
    ///
    /// @throws IllegalArgumentException or [IllegalStateException] with one line when a setting or
    ///   a file is wrong
    public static ApplicationContext start(Map<String, Object> settings) {
        return start(build(settings));
    }

    /// Starts the same with a classifier of the caller's own in place of the models that the
    /// settings name. It is closed with the program, and nothing is remembered of its scores.
    public static ApplicationContext start(Map<String, Object> settings, Classifier classifier) {
        return start(builder(settings).singletons(classifier).build());
    }

    static ApplicationContext build(Map<String, Object> settings) {
        return builder(settings).build();
    }

    private static ApplicationContextBuilder builder(Map<String, Object> settings) {
        return ApplicationContext.builder()
                .environments(ENVIRONMENT)
                .deduceEnvironment(false)
                .deduceCloudEnvironment(false)
                .banner(false)
                .properties(settings);
    }

    static ApplicationContext start(ApplicationContext context) {
        try {
            context.start();
            context.getBean(BrokerClient.class).await();
            var roles = context.getBean(Roles.class);
            context.getBean(EmbeddedServer.class).start();
            roles.start();
            return context;
        } catch (BeanContextException | ConfigurationException | KafkaException e) {
            context.close();
            throw Causes.misuse(e);
        } catch (IllegalArgumentException | IllegalStateException e) {
            context.close();
            throw e;
        }
    }
}
