package org.taskvectors.checkpoint.adapter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Words for the changes of an adapter that cannot be read without more information.
final class Gaps {
    private static final String TURNED =
            "the rows of its factors lie in another order than Hugging Face's, and how many heads"
                    + " they belong to only the base says";

    private Gaps() {}

    /// Returns why a change cannot be read without the base; empty if it can.
    static Optional<Incomplete> withoutBase(Change change) {
        return switch (change) {
            case Change.Product product ->
                    product.outputs().needsHeads()
                            ? Optional.of(needsBase(change, TURNED))
                            : Optional.empty();
            case Change.Grown _ -> Optional.empty();
            case Change.Rescaled _ ->
                    Optional.of(
                            needsBase(
                                    change,
                                    "DoRA rescales the base's weights, so its change is known only"
                                            + " together with the base"));
            case Change.Replaced _ ->
                    Optional.of(
                            needsBase(
                                    change,
                                    "it was trained whole, and its change is the difference from"
                                            + " the base"));
            case Change.Rows rows ->
                    Optional.of(
                            needsBase(
                                    change,
                                    rows.rows().size()
                                            + " of its rows were trained alone, and their change is"
                                            + " the difference from the base"));
            case Change.OfParameter _ ->
                    Optional.of(
                            needsBase(
                                    change,
                                    "its factors belong to parameters of a module"
                                            + " (target_parameters), and how these lie only the"
                                            + " base says"));
        };
    }

    private static Incomplete needsBase(Change change, String reason) {
        return new Incomplete(change.tensor().name(), change.tensor().shape(), true, reason);
    }

    /// Returns what a reader should know of the names of tensors.
    static List<String> ofNames(Dialect dialect, Collection<String> names) {
        List<String> notes = new ArrayList<>();
        if (names.stream().anyMatch(BaseNames::isUnderscored)) {
            notes.add(
                    "kohya's names have underscores instead of the base's dots; which tensors of"
                            + " the base they mean is known where the base is given");
        }
        if (dialect == Dialect.DIFFUSERS && names.stream().anyMatch(BaseNames::isOfPipeline)) {
            notes.add(
                    "the names begin with the model of the pipeline that they belong to; which"
                            + " tensors of the base they mean is known where the base is given");
        }
        return notes;
    }

    static Failure scaleUnknown(Optional<Path> path, Change.Product product) {
        return Failure.of(
                        AdapterProblem.SCALE_UNKNOWN,
                        path.orElse(null),
                        "the file holds LoRA factors and does not say what they are multiplied"
                                + " by (alpha / r), so nobody can tell how large the change is",
                        "Say it on its card in the library, or with --lora-scale alpha=16, or put"
                                + " the training's adapter_config.json beside a file called"
                                + " adapter_model")
                .at("tensor " + Shown.of(product.tensor().name()));
    }

    static Failure nothingReadable(Optional<Path> path, Incomplete first) {
        return Failure.of(
                        AdapterProblem.BASE_NEEDED,
                        path.orElse(null),
                        "nothing of this adapter can be measured as it stands: " + first.reason(),
                        first.needsBase() ? "Give its base too (--base)" : "")
                .at("tensor " + Shown.of(first.name()));
    }
}
