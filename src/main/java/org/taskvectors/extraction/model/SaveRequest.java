package org.taskvectors.extraction.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;

/// A model that somebody wants as files. The checkpoint stays the caller's to close.
///
/// @param model what is saved, tensor by tensor in the dtypes that it is read in
/// @param source the folder that the model's companions (configuration, tokenizer) lie in; empty
///   where there is none
/// @param change what config.json has to say otherwise than the source's
/// @param folder where the model goes: a folder that does not exist or is empty
/// @param shardBytes bytes of weights in a file, at most, where more than one tensor is in it
/// @param threads how many threads work, at least 1
/// @param notes what is known already that the model's user should know, in sentences without a
///   full stop
public record SaveRequest(
        Checkpoint model,
        Optional<Path> source,
        ConfigChange change,
        Path folder,
        long shardBytes,
        int threads,
        List<String> notes) {
    /// Bytes of a shard unless somebody says otherwise, as transformers does.
    public static final long SHARD_BYTES = 5_000_000_000L;
}
