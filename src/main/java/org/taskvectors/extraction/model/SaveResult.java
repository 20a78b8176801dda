package org.taskvectors.extraction.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A model that was saved.
///
/// @param folder where it lies
/// @param shards the names of its files of weights
/// @param companions the names of the files that were carried along
/// @param tensors how many tensors it has
/// @param weights how many elements they have
/// @param bytesWritten bytes of the weight files
/// @param notes what its user should know, in sentences without a full stop
/// @param took from the first byte to the renamed files
public record SaveResult(
        Path folder,
        List<String> shards,
        List<String> companions,
        int tensors,
        long weights,
        long bytesWritten,
        List<String> notes,
        Duration took) {}
