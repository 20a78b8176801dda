package org.taskvectors.vector;

import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.ModuleKinds;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Vocabulary;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Checks that the changes of vectors fit the tensors of a base.
record BaseFit(Checkpoint base, Naming naming, Vocabulary vocabulary) {
    /// Checks that a change can be added to a tensor of the base.
    ///
    /// @param from the tensor; null if the base has none for it
    /// @throws Failure [CheckpointProblem#NOT_ITS_BASE]
    void require(Vector vector, Tensor change, @Nullable Tensor from) throws Failure {
        if (from == null
                && naming.servesAsHead().isPresent()
                && naming.place(change.name()).kind().equals(ModuleKinds.HEAD)) {
            throw Failure.of(
                            CheckpointProblem.NOT_ITS_BASE,
                            base.path().orElse(null),
                            "the base has no head of its own, its embedding serves as one, and "
                                    + vector.name()
                                    + " changes the head by itself",
                            "Save the base with a head of its own first"
                                    + " (tie_word_embeddings=False)")
                    .at("tensor " + Shown.of(change.name()));
        }
        if (from == null
                || !from.dtype().isFloating()
                || base.stored(from).undecoded().isPresent()
                || !(from.shape().equals(change.shape())
                        || isSharedRows(vector, change, from)
                        || isGrown(change, from))) {
            throw Failure.of(
                            CheckpointProblem.NOT_ITS_BASE,
                            base.path().orElse(null),
                            "this is not the base of "
                                    + vector.name()
                                    + ": it has no such tensor of "
                                    + change.shape(),
                            vector.isAdapter()
                                    ? "Choose the base that the adapter was trained on"
                                    : "Choose the base that the vector was extracted from, or a"
                                            + " model of the same architecture")
                    .at("tensor " + Shown.of(change.name()));
        }
    }

    /// Whether the vector has rows for tokens that the base does not have.
    private boolean isGrown(Tensor change, Tensor from) {
        return vocabulary.rows().contains(from.name())
                && RowGrowth.isGrown(from.shape(), change.shape());
    }

    /// Whether the vector was extracted over the rows that two vocabularies share and the base has
    /// more rows; these stay unchanged.
    private boolean isSharedRows(Vector vector, Tensor change, Tensor from) {
        ModuleFamily family = naming.place(from.name()).kind().family();
        boolean isVocabulary = family == ModuleFamily.EMBEDDING || family == ModuleFamily.HEAD;
        boolean isShared =
                SavedVector.provenance(vector)
                        .map(known -> "shared".equals(known.policies().get("vocabulary")))
                        .orElse(false);
        return isVocabulary && isShared && RowGrowth.isGrown(change.shape(), from.shape());
    }
}
