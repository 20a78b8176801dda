package org.taskvectors.saving;

import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Edited;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.file.Failure;

/// The configuration of a model that is computed, as its folder would say it: with the dtype of its
/// weights, its number of layers, its tokens.
public final class SavedConfig {
    private SavedConfig() {}

    /// Returns the configuration that a folder with this model would have; empty if the model knows
    /// none.
    ///
    /// @param beside what the folder holds otherwise than the model's own
    /// @throws Failure [SaveProblem#CONFIG_MALFORMED] where it cannot say what the model is
    public static Optional<ModelConfig> of(Checkpoint model, Beside beside) throws Failure {
        Optional<ModelConfig> own = model.about().config();
        if (own.isEmpty()) {
            return own;
        }
        ConfigChange change = ConfigChange.of(model, beside);
        return change.isNone()
                ? own
                : Optional.of(
                        ModelConfig.of(Companions.configured(own.get(), place(model), change)));
    }

    private static Path place(Checkpoint model) {
        return model.about()
                .companionFolder()
                .map(folder -> folder.resolve(Companions.CONFIG))
                .orElseGet(() -> Path.of(Companions.CONFIG));
    }

    /// Whether a model's own configuration is the right one, and not the file beside its weights:
    /// it is described by a document, or made of one that is.
    static boolean isDescribed(Checkpoint model) {
        Checkpoint root = model;
        while (root.path().isEmpty() && root instanceof Edited edited) {
            root = edited.base();
        }
        return root.path().filter(Formats.ALL::isComputed).isPresent();
    }
}
