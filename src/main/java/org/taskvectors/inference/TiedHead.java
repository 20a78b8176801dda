package org.taskvectors.inference;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.EqualTensors;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.inference.Slot.Place;

/// Refuses a model whose configuration ties the head to the embedding while its files hold a head
/// with other numbers. transformers 4 runs such a model with the embedding, transformers 5 with the
/// head of the files: one of the two answers is not the one that was meant.
final class TiedHead {
    private TiedHead() {}

    /// Reads both up to the first difference.
    ///
    /// @throws Failure where they differ, or cannot be read
    static void require(Checkpoint model, Names names) throws Failure {
        @Nullable Tensor embedding = names.places().get(Place.outside(Role.EMBEDDING));
        @Nullable Tensor head = names.places().get(Place.outside(Role.HEAD));
        if (embedding == null || head == null || isOne(model, embedding, head)) {
            return;
        }
        throw Failure.of(
                        InferenceProblem.BAD_CONFIGURATION,
                        model.path().orElse(null),
                        "the configuration says that the embedding serves as head"
                                + " (tie_word_embeddings), and this head has other numbers, so it"
                                + " is not known which one answers",
                        "Set tie_word_embeddings to false in config.json where this head was"
                                + " trained; otherwise take it out of the files")
                .at("tensor " + Shown.of(head.name()));
    }

    private static boolean isOne(Checkpoint model, Tensor embedding, Tensor head) throws Failure {
        if (model.tied().areOne(embedding.name(), head.name())) {
            return true;
        }
        if (model.stored(head).undecoded().isPresent() || !head.dtype().isFloating()) {
            return false;
        }
        try {
            return EqualTensors.areOne(model, embedding, head);
        } catch (IOException e) {
            throw InferenceProblem.unread(model, head.name(), e);
        }
    }
}
