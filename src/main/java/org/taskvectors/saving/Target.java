package org.taskvectors.saving;

import java.nio.file.Path;
import org.taskvectors.checkpoint.OutputFormat;

/// Where a checkpoint is saved, and as what.
public sealed interface Target {
    /// The folder or the file.
    Path path();

    /// A model folder as other tools load it: safetensors in shards with their index where it is
    /// large, and the files that lay around the weights.
    ///
    /// @param path a folder that does not exist or is empty
    /// @param shardBytes bytes of weights in a file, at most, where more than one tensor is in it;
    ///   above 0
    /// @param isAnew whether an unfinished model that an earlier process left is removed, and not
    ///   gone on with
    record Folder(Path path, long shardBytes, boolean isAnew) implements Target {
        /// Bytes of a shard by default, as in transformers.
        public static final long SHARD_BYTES = 5_000_000_000L;

        public Folder {
            if (shardBytes < 1) {
                throw new IllegalArgumentException("shards of " + shardBytes + " bytes");
            }
        }

        /// In shards of the usual size.
        public Folder(Path path) {
            this(path, SHARD_BYTES);
        }

        /// Gone on with where an earlier process ended.
        public Folder(Path path, long shardBytes) {
            this(path, shardBytes, false);
        }
    }

    /// One file of weights and nothing around it.
    ///
    /// @param overwrite whether an existing file may be replaced
    record SingleFile(Path path, OutputFormat format, boolean overwrite) implements Target {}
}
