package org.taskvectors.checkpoint.adapter;

import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Words for the changes of an adapter that cannot be read without more information.
final class Gaps {
    private Gaps() {}

    /// Returns why a change cannot be read without the base; empty if it can.
    static Optional<Incomplete> withoutBase(Change change) {
        return switch (change) {
            case Change.Product _, Change.Grown _ -> Optional.empty();
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
        };
    }

    private static Incomplete needsBase(Change change, String reason) {
        return new Incomplete(change.tensor().name(), change.tensor().shape(), true, reason);
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
