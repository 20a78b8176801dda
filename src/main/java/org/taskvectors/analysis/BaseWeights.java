package org.taskvectors.analysis;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.alignment.Alignment;
import org.taskvectors.checkpoint.alignment.Coverage;
import org.taskvectors.checkpoint.naming.Buffers;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.vector.BaseTensor;

/// The weights of a base that the numbers of a vector relate to: tied ones once, without those
/// whose change the vector holds and cannot be read.
///
/// @param wanted all of them, in the order of the base
/// @param missing those that the vector does not hold, which are read for their norm
record BaseWeights(List<Tensor> wanted, List<Tensor> missing) {
    /// @param vector with its base, where it is read with one
    static BaseWeights of(Checkpoint vector, Checkpoint base) {
        Set<String> again = Naming.of(base).repeated();
        Alignment held = Alignment.of(base, vector);
        Set<Tensor> unread = Coverage.gaps(base, vector).keySet();
        List<Tensor> wanted =
                base.tensors().stream()
                        .filter(tensor -> tensor.dtype().isFloating())
                        .filter(tensor -> !Buffers.isBuffer(tensor))
                        .filter(tensor -> base.stored(tensor).undecoded().isEmpty())
                        .filter(tensor -> !again.contains(tensor.name()))
                        .filter(tensor -> !unread.contains(tensor))
                        .toList();
        return new BaseWeights(
                wanted, wanted.stream().filter(t -> held.found(t).isEmpty()).toList());
    }

    /// Returns them with their sums.
    ///
    /// @param squares Σ θ0² of the missing ones, by name
    List<BaseTensor> with(Map<String, Double> squares) {
        return wanted.stream()
                .map(
                        tensor ->
                                new BaseTensor(
                                        tensor.name(),
                                        tensor.dtype(),
                                        tensor.shape(),
                                        squares.getOrDefault(tensor.name(), Double.NaN)))
                .toList();
    }
}
