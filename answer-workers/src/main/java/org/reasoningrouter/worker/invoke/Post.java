package org.reasoningrouter.worker.invoke;

/// What is sent to a model server: a JSON body, and where it goes below the base of the API.
record Post(String path, String body) {}
