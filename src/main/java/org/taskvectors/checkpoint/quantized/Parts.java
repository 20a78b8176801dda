package org.taskvectors.checkpoint.quantized;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// The parts of one quantised tensor, as a format understands them.
///
/// @param decoded the tensor; empty if the format does not understand it
/// @param kind the format's name
/// @param others the names of the other parts; of all parts if the tensor is not decoded
record Parts(Optional<QuantizedTensor> decoded, String kind, List<String> others) {
    /// Recognises one format.
    @FunctionalInterface
    interface Format {
        /// Returns the parts around `tensor`; null if they are not of this format, or if another
        /// tensor among them returns them.
        ///
        /// @throws Failure if they contradict each other
        @Nullable Parts parts(Tensor tensor) throws Failure;
    }

    static Parts of(QuantizedTensor tensor, List<String> others) {
        return new Parts(Optional.of(tensor), tensor.encoding().label(), others);
    }

    /// Returns the parts of a bitsandbytes tensor, turned as the model has it.
    static Parts ofBitsandbytes(Checkpoint stored, QuantizedTensor tensor, List<String> others) {
        return Conv1D.asInModel(stored, tensor)
                .map(inModel -> of(inModel, others))
                .orElseGet(
                        () ->
                                notUnderstood(
                                        tensor.encoding().label()
                                                + ", and whether it is stored transposed is not"
                                                + " known without its config.json",
                                        Stream.concat(
                                                        Stream.of(tensor.shown().name()),
                                                        others.stream())
                                                .toList()));
    }

    static Parts notUnderstood(String kind, List<String> all) {
        return new Parts(Optional.empty(), kind, all);
    }

    /// Returns the failure for the part `where` of `tensor`.
    static Failure failure(
            Checkpoint stored, QuantizedProblem problem, Tensor tensor, Tensor where, String what) {
        return Failure.of(
                        problem,
                        stored.stored(where).file().orElse(null),
                        what,
                        "The file is damaged, or was not written by the tool that its names are"
                                + " of: download or save it again")
                .at("tensor " + Shown.of(tensor.name()));
    }

    /// Returns the failure for a part with a wrong number of elements.
    static Failure doesNotFit(
            Checkpoint stored, Tensor tensor, Tensor part, String unit, long right) {
        return failure(
                stored,
                QuantizedProblem.PART_DOES_NOT_FIT,
                tensor,
                part,
                Shown.of(part.name())
                        + " has "
                        + String.format(
                                Locale.ROOT,
                                "%,d",
                                unit.equals("bytes") ? part.bytes() : part.elements())
                        + " "
                        + unit
                        + ", and the tensor's shape calls for "
                        + String.format(Locale.ROOT, "%,d", right));
    }
}
