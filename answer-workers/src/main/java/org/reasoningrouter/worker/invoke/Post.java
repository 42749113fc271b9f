package org.reasoningrouter.worker.invoke;

/// What is sent to a model server: a JSON body and where it goes.
///
/// @param atRoot whether the path stands below the server's root, not below the base of its API
record Post(String path, boolean atRoot, String body) {

    static Post toApi(String path, String body) {
        return new Post(path, false, body);
    }
}
