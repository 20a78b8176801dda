package org.taskvectors.checkpoint.adapter;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.Shape;

/// Checks factors against each other and against the configuration.
///
/// @param path the adapter's file, for failures
/// @param settings what is known about the factors
record FactorChecks(Path path, Settings settings) {
    private static final String AGAIN = "Download or save the adapter again";

    /// Checks that both factors are there, hold numbers, and are not empty.
    void pair(String module, @Nullable Tensor a, @Nullable Tensor b) throws Failure {
        requireWhole(module, a);
        requireWhole(module, b);
        if (a == null || b == null) {
            throw Failure.of(
                            AdapterProblem.FACTOR_MISSING,
                            path,
                            "its factor " + (a == null ? "A" : "B") + " is not in the file",
                            AGAIN)
                    .at("module " + Shown.of(module));
        }
        requireFloating(module, a);
        requireFloating(module, b);
        boolean matrices = a.shape().rank() >= 2 && b.shape().rank() >= 2;
        if (!matrices
                || a.elements() == 0
                || b.elements() == 0
                || a.shape().size(0) > Integer.MAX_VALUE) {
            throw disagree(module, a, b);
        }
    }

    /// A training that cuts every weight over several processes leaves an empty placeholder, or a
    /// flat piece, where it saves without gathering them. Source: PEFT 0.21,
    /// `utils/save_and_load.py`, `_validate_lora_adapter_state_dict`.
    private void requireWhole(String module, @Nullable Tensor factor) throws Failure {
        if (factor == null || factor.shape().rank() != 1) {
            return;
        }
        boolean isEmpty = factor.elements() == 0;
        throw Failure.of(
                        AdapterProblem.PLACEHOLDERS,
                        path,
                        "its factor "
                                + Shown.of(factor.name())
                                + (isEmpty
                                        ? " is an empty placeholder: DeepSpeed ZeRO-3 cut the"
                                                + " weights over several processes, and they were"
                                                + " saved without being gathered"
                                        : " is a flat piece of "
                                                + factor.elements()
                                                + " numbers: FSDP or DeepSpeed ZeRO-3 cut the"
                                                + " weights over several processes, and they were"
                                                + " saved without being gathered"),
                        "Gather them: run zero_to_fp32.py in the folder of the training's"
                                + " checkpoint, or save with save_16bit_model"
                                + " (stage3_gather_16bit_weights_on_model_save)")
                .at("module " + Shown.of(module));
    }

    void requireFloating(String module, Tensor factor) throws Failure {
        if (!factor.dtype().isFloating()) {
            throw Failure.of(
                            AdapterProblem.FACTORS_DISAGREE,
                            path,
                            "its factor "
                                    + Shown.of(factor.name())
                                    + " is "
                                    + factor.dtype().label()
                                    + ", not floating point",
                            "Save the adapter with factors of float32 or 16 bits")
                    .at("module " + Shown.of(module));
        }
    }

    /// Returns why these factors are not read; null if they are.
    @Nullable String unread(String module, Tensor a, Tensor b) {
        boolean convolution = a.shape().rank() > 2;
        if (convolution && b.shape().size(1) != a.shape().size(0)) {
            return "it is a convolution in groups, whose factors PEFT itself cannot merge";
        }
        if (grouped(a, b) && enableLora(module).isEmpty()) {
            return "its factors are those of a grouped projection, and enable_lora, which says of"
                    + " which parts, is not in the configuration";
        }
        return null;
    }

    private List<Boolean> enableLora(String module) {
        return settings.config(module).map(LoraConfig::enableLora).orElseGet(List::of);
    }

    static boolean grouped(Tensor a, Tensor b) {
        return a.shape().rank() == 2 && b.shape().rank() == 3;
    }

    List<Boolean> enabled(String module, Tensor a, Tensor b) throws Failure {
        List<Boolean> enabled = enableLora(module);
        long count = enabled.stream().filter(e -> e).count();
        if (count == 0
                || b.shape().size(2) != 1
                || a.shape().size(0) != count * b.shape().size(1)
                || b.shape().size(0) % count != 0) {
            throw disagree(module, a, b);
        }
        return enabled;
    }

    /// Returns the rank that alpha is divided by.
    ///
    /// @param held the rows that A has
    /// @param experts how many matrices these rows belong to
    int rank(String module, int held, Tensor b, int experts) throws Failure {
        long other = b.elements() / b.shape().size(0);
        Optional<LoraConfig> config = settings.config(module);
        OptionalInt configured =
                config.isPresent() ? config.get().rank(module) : OptionalInt.empty();
        int rank = held / experts;
        if (other != held
                || held % experts != 0
                || (configured.isPresent() && configured.getAsInt() != rank)) {
            throw Failure.of(
                            AdapterProblem.FACTORS_DISAGREE,
                            path,
                            "its factor A has rank "
                                    + rank
                                    + ", B "
                                    + other / experts
                                    + (configured.isPresent()
                                            ? ", the configuration says " + configured.getAsInt()
                                            : ""),
                            "Configuration and factors are not of one adapter; download both again")
                    .at("module " + Shown.of(module));
        }
        return rank;
    }

    /// Returns the change of a module's weight, rescaled if the file has its lengths.
    ///
    /// @throws Failure if the lengths are missing or do not fit
    Change scaled(String module, Change.Product product, @Nullable Tensor magnitude)
            throws Failure {
        if (magnitude == null) {
            if (settings.config(module).map(LoraConfig::magnitudes).orElse(false)) {
                throw Failure.of(
                                AdapterProblem.FACTOR_MISSING,
                                path,
                                "the configuration says DoRA, and its lora_magnitude_vector is not"
                                        + " in the file",
                                AGAIN)
                        .at("module " + Shown.of(module));
            }
            return product;
        }
        requireFloating(module, magnitude);
        if (magnitude.elements() != product.outputs().count() || product.isStack()) {
            throw disagree(module, magnitude, product.b());
        }
        return new Change.Rescaled(product, magnitude);
    }

    Shape shape(String module, long... sizes) throws Failure {
        try {
            Shape shape = Shape.of(sizes);
            Math.multiplyExact(shape.elements(), (long) Double.BYTES);
            return shape;
        } catch (ArithmeticException e) {
            throw Failure.of(
                            AdapterProblem.FACTORS_DISAGREE,
                            path,
                            "its product has more elements than any tensor",
                            "Download the adapter again")
                    .at("module " + Shown.of(module));
        }
    }

    Failure disagree(String module, Tensor a, Tensor b) {
        return Failure.of(
                        AdapterProblem.FACTORS_DISAGREE,
                        path,
                        "its factors do not fit: " + a.shape() + " and " + b.shape(),
                        AGAIN)
                .at("module " + Shown.of(module));
    }
}
