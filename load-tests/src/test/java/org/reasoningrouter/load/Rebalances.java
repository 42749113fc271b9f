package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import javax.management.ObjectName;

/// Of the consumers of router and ledger in this JVM, by client id; a member that left and came
/// back would have another id, or another count.
final class Rebalances {

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration STILL = Duration.ofSeconds(5);

    private Rebalances() {}

    /// The counts once they stand still: Streams rebalances once more when the topics are there
    /// that its first start has made.
    static Map<String, Double> settled() throws JMException {
        var settled = counts();
        for (var since = System.nanoTime(); System.nanoTime() - since < STILL.toNanos(); ) {
            LockSupport.parkNanos(PAUSE.toNanos());
            var now = counts();
            if (!now.equals(settled)) {
                settled = now;
                since = System.nanoTime();
            }
        }
        return settled;
    }

    static Map<String, Double> counts() throws JMException {
        var beans = ManagementFactory.getPlatformMBeanServer();
        var name = new ObjectName("kafka.consumer:type=consumer-coordinator-metrics,client-id=*");
        var counts = new TreeMap<String, Double>();
        for (var bean : beans.queryNames(name, null)) {
            var id = String.valueOf(bean.getKeyProperty("client-id"));
            if (id.contains("StreamThread")) {
                counts.put(id, (Double) beans.getAttribute(bean, "rebalance-total"));
            }
        }
        assertThat(counts).isNotEmpty();
        return counts;
    }
}
