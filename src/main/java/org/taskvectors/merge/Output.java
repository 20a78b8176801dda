package org.taskvectors.merge;

import java.nio.file.Path;
import org.taskvectors.extraction.lora.LoraRank;
import org.taskvectors.saving.Target;

/// As what a merge is saved, and where.
public sealed interface Output {
    /// The folder or the file.
    Path path();

    /// A whole model: merged vectors on their base, or mixed models.
    record Model(Target target) implements Output {
        @Override
        public Path path() {
            return target.path();
        }
    }

    /// The merged vector, with what it was made of in its file, and its measurement beside it.
    /// Models that were mixed give their difference from the base.
    ///
    /// @param path its ending says the format
    /// @param overwrite whether an existing file may be replaced
    record VectorFile(Path path, boolean overwrite) implements Output {}

    /// The closest LoRA adapter to the merged vector, which is not written for it.
    ///
    /// @param path the adapter's folder
    /// @param overwrite whether an adapter that is there may be replaced
    record Adapter(Path path, LoraRank rank, boolean overwrite) implements Output {}
}
