package org.reasoningrouter.router.batch;

/// What may still add to a batch: until it is closed, batches may wait for it.
@FunctionalInterface
public interface Feed extends AutoCloseable {

    @Override
    void close();
}
