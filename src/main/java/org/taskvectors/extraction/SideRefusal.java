package org.taskvectors.extraction;

import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;
import org.taskvectors.vector.SavedVector;

/// Why a checkpoint cannot stand on one side of a pair, by what it says of itself.
public final class SideRefusal {
    private SideRefusal() {}

    /// A base is a model.
    public static Optional<Failure> ofBase(Checkpoint base) {
        boolean isAdapter = base instanceof Vector vector && vector.isAdapter();
        return SavedVector.notAModel(
                base,
                isAdapter ? ExtractionProblem.BASE_IS_ADAPTER : ExtractionProblem.BASE_IS_VECTOR,
                "a base is a model",
                isAdapter
                        ? "Choose the model that the adapter was trained on as the base, and the"
                                + " adapter as the fine-tuned side"
                        : "Choose the model that was fine-tuned");
    }

    /// The fine-tuned side is a model, or an adapter; a saved vector is what comes out. One that is
    /// computed, such as a merged one, lies nowhere yet.
    public static Optional<Failure> ofTuned(Checkpoint tuned) {
        if (tuned instanceof Vector vector && (vector.isAdapter() || vector.path().isEmpty())) {
            return Optional.empty();
        }
        return SavedVector.notAModel(
                tuned,
                ExtractionProblem.TUNED_IS_VECTOR,
                "the fine-tuned side is a model or an adapter",
                "Choose the model that was fine-tuned; a vector is measured as it is, and put onto"
                        + " its base by \"apply\" (\"Save as a model…\")");
    }
}
