package org.taskvectors.extraction.lora;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.taskvectors.checkpoint.naming.PlaceOrder;
import org.taskvectors.checkpoint.naming.Placement;

/// What the extraction of an adapter left.
///
/// @param folder where the adapter lies
/// @param matrices what it holds, in the order of the vector
/// @param leftOut what it does not hold
/// @param bytesWritten bytes of the adapter's weights
/// @param bytesRead bytes of weights read
/// @param took from the first byte to the renamed files
/// @param partial how much of the fine-tuned weights a partial vector is of; empty for a whole one
public record LoraResult(
        Path folder,
        List<LoraMatrix> matrices,
        List<LeftOut> leftOut,
        long bytesWritten,
        long bytesRead,
        Duration took,
        Optional<String> partial) {

    private static final Comparator<Placement> LAYERS =
            Comparator.comparing(Placement::stack, PlaceOrder.STACKS)
                    .thenComparingInt(place -> place.layer().orElseThrow());

    /// Everything that the adapter holds.
    public LoraGroup all() {
        return LoraGroup.of("all", matrices);
    }

    /// The layers in their order, stack by stack, then what lies in no layer, by module kind.
    public List<LoraGroup> byLayer() {
        Map<Placement, List<LoraMatrix>> layers = new TreeMap<>(LAYERS);
        Map<String, List<LoraMatrix>> others = new LinkedHashMap<>();
        for (LoraMatrix matrix : matrices) {
            Placement place = matrix.placement();
            if (place.layer().isPresent()) {
                layers.computeIfAbsent(place, _ -> new ArrayList<>()).add(matrix);
            } else {
                others.computeIfAbsent(place.inStack(place.kind().id()), _ -> new ArrayList<>())
                        .add(matrix);
            }
        }
        List<LoraGroup> groups = new ArrayList<>();
        layers.forEach(
                (place, of) -> groups.add(LoraGroup.of(place.layerLabel().orElseThrow(), of)));
        others.forEach((label, of) -> groups.add(LoraGroup.of(label, of)));
        return groups;
    }

    /// What is left out, by reason, in the order of the reasons.
    public Map<LeftOut.Reason, List<LeftOut>> leftOutByReason() {
        Map<LeftOut.Reason, List<LeftOut>> reasons = new TreeMap<>();
        leftOut.forEach(
                tensor ->
                        reasons.computeIfAbsent(tensor.reason(), _ -> new ArrayList<>())
                                .add(tensor));
        return reasons;
    }

    /// Share of the whole vector's ‖τ‖² that tensors of that list have; NaN for a vector of zeros
    /// and for one that cannot be read as a whole.
    public double share(List<LeftOut> tensors) {
        return tensors.stream().mapToDouble(LeftOut::sumSquares).sum() / wholeSquares();
    }

    /// ‖τ − adapter‖_F / ‖τ‖_F over the whole vector, what is left out included; NaN where some of
    /// it cannot be read.
    public double wholeError() {
        double missing = leftOut.stream().mapToDouble(LeftOut::sumSquares).sum();
        double residual = matrices.stream().mapToDouble(LoraMatrix::residual).sum();
        return Math.sqrt((residual + missing) / wholeSquares());
    }

    private double wholeSquares() {
        return matrices.stream().mapToDouble(LoraMatrix::sumSquares).sum()
                + leftOut.stream().mapToDouble(LeftOut::sumSquares).sum();
    }
}
