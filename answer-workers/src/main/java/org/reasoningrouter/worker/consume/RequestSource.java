package org.reasoningrouter.worker.consume;

import java.time.Duration;
import java.util.Optional;

/// Where a slot gets its requests from. It belongs to the slot's thread, from the first call to
/// `close`.
///
/// There is one delivery at a time: the last one taken is settled before the next is taken.
public interface RequestSource extends AutoCloseable {

    /// Waits for a request, so long at most.
    Optional<Delivery> take(Duration most);

    /// Lets the request go for good: its answer is acknowledged.
    void accept(Delivery delivery);

    /// Gives the request back, to be handed out again at once.
    void handBack(Delivery delivery);

    @Override
    void close();
}
