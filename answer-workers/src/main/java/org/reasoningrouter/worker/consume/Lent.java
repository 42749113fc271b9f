package org.reasoningrouter.worker.consume;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A request of a plain consumer on its way through a slot. The thread that polls lends it, the
/// slot's thread gives it back; each may come first.
final class Lent {

    /// How a slot gave a request back.
    ///
    /// @param finished whether its answer is acknowledged
    record Returned(Lent lent, boolean finished) {}

    private final Delivery delivery;
    private final OffsetWindow window;
    private final Consumer<Returned> back;
    // Guarded by this: an interrupt must not reach a slot that holds another request by now.
    private @Nullable Thread holder;

    /// @param back takes it back on any thread, without waiting
    Lent(Delivery delivery, OffsetWindow window, Consumer<Returned> back) {
        this.delivery = delivery;
        this.window = window;
        this.back = back;
    }

    Delivery delivery() {
        return delivery;
    }

    /// Only the thread that polls may look into it.
    OffsetWindow window() {
        return window;
    }

    synchronized void take() {
        holder = Thread.currentThread();
    }

    /// Ends the loan. What cancelled it has done its work: the slot goes on.
    void giveBack(boolean finished) {
        synchronized (this) {
            holder = null;
            Thread.interrupted();
        }
        back.accept(new Returned(this, finished));
    }

    /// Interrupts the slot that holds it, because another worker does the work now.
    synchronized void cancel() {
        if (holder != null) {
            holder.interrupt();
        }
    }

    /// The same request once more, after a slot has given it back.
    Lent again(int count) {
        return new Lent(delivery.again(count), window, back);
    }
}
