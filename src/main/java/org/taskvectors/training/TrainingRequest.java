package org.taskvectors.training;

import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.tensor.Compute;
import org.taskvectors.training.data.DataSettings;

/// What is trained, on what, and where the result goes.
///
/// @param name of the run, for people: `smollm2-sst2-r8`
/// @param base the model
/// @param data the rows
/// @param settings how it is trained
/// @param compute with what it is computed
/// @param compared a vector whose cosine to the growing one is measured; empty for none
/// @param folder becomes the adapter's folder; a run that was broken off lies in it and is gone on
///   with
public record TrainingRequest(
        String name,
        Located base,
        DataSettings data,
        TrainingSettings settings,
        Compute compute,
        Optional<Located> compared,
        Path folder) {
    public TrainingRequest {
        base = base.asModel();
    }
}
