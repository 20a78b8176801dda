package org.taskvectors.checkpoint.quantized;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// What the parts of one quantised tensor turned out to be.
///
/// @param decoded the tensor; empty where it is not understood
/// @param kind what it is, in words
/// @param others the names of the other parts; of all parts where nothing is decoded
record Parts(Optional<QuantizedTensor> decoded, String kind, List<String> others) {
    /// One format's eyes.
    @FunctionalInterface
    interface Format {
        /// What `tensor` and the parts beside it are; null where they are nothing of this format,
        /// and where another of the parts answers for them.
        ///
        /// @throws Failure where they contradict each other
        @Nullable Parts parts(Tensor tensor) throws Failure;
    }

    static Parts of(QuantizedTensor tensor, List<String> others) {
        return new Parts(Optional.of(tensor), tensor.encoding().label(), others);
    }

    /// A tensor of bitsandbytes as the model has it.
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

    /// What is wrong with the part `where` of `tensor`.
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

    /// A part with another number of elements than it has to have.
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
                                "%,d", unit.equals("bytes") ? part.bytes() : part.elements())
                        + " "
                        + unit
                        + ", and the tensor's shape calls for "
                        + String.format("%,d", right));
    }
}
