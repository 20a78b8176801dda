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
record FactorChecks(Path path, Optional<LoraConfig> config) {
    /// Checks that both factors are there, hold numbers, and are not empty.
    void pair(String module, @Nullable Tensor a, @Nullable Tensor b) throws Failure {
        if (a == null || b == null) {
            throw Failure.of(
                            AdapterProblem.FACTOR_MISSING,
                            path,
                            "its factor " + (a == null ? "A" : "B") + " is not in the file",
                            "Download or save the adapter again")
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
    @Nullable String unread(String module, Tensor a, Tensor b) throws Failure {
        List<String> parameters = config.map(LoraConfig::parameters).orElseGet(List::of);
        boolean ofParameter =
                module.contains(".base_layer")
                        || parameters.stream()
                                .map(name -> name.substring(0, Math.max(0, name.lastIndexOf('.'))))
                                .anyMatch(
                                        owner ->
                                                !owner.isEmpty()
                                                        && ("." + module).endsWith("." + owner));
        if (ofParameter) {
            return "its factors belong to parameters of several experts (target_parameters), which"
                    + " is not read yet";
        }
        boolean convolution = a.shape().rank() > 2;
        if (convolution && b.shape().size(1) != a.shape().size(0)) {
            return "it is a convolution in groups, whose factors PEFT itself cannot merge";
        }
        if (grouped(a, b) && config.map(LoraConfig::enableLora).orElseGet(List::of).isEmpty()) {
            return "its factors are those of a grouped projection, and enable_lora, which says of"
                    + " which parts, is not in the configuration";
        }
        return null;
    }

    static boolean grouped(Tensor a, Tensor b) {
        return a.shape().rank() == 2 && b.shape().rank() == 3;
    }

    List<Boolean> enabled(String module, Tensor a, Tensor b) throws Failure {
        List<Boolean> enabled = config.map(LoraConfig::enableLora).orElseGet(List::of);
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
    /// @param held the rank that A has
    int rank(String module, int held, Tensor b) throws Failure {
        long other = b.elements() / b.shape().size(0);
        OptionalInt configured =
                config.isPresent() ? config.get().rank(module) : OptionalInt.empty();
        if (other != held || (configured.isPresent() && configured.getAsInt() != held)) {
            throw Failure.of(
                            AdapterProblem.FACTORS_DISAGREE,
                            path,
                            "its factor A has rank "
                                    + held
                                    + ", B "
                                    + other
                                    + (configured.isPresent()
                                            ? ", the configuration says " + configured.getAsInt()
                                            : ""),
                            "Configuration and factors are not of one adapter; download both again")
                    .at("module " + Shown.of(module));
        }
        return held;
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
                        "Download or save the adapter again")
                .at("module " + Shown.of(module));
    }
}
