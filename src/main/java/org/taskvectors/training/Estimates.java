package org.taskvectors.training;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.FourBitMatrices;
import org.taskvectors.inference.Slot;
import org.taskvectors.inference.WeightPlan;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.job.Machine;
import org.taskvectors.tensor.DType;

/// What a run takes, from a model's dimensions.
///
/// Weights: in the dtype in which they are held; in four bits, 4.5 bits each, and one layer of them
/// in the dtype of products for each thread. State: four numbers of four bytes for each that is
/// trained: itself, the optimizer's two means, its gradient; a gradient more for each further
/// thread that goes forth and back beside the first, as they do where factors are trained without
/// dropout. Activations: what the largest pack of T tokens in n texts of L keeps for the way back,
/// where e is the bytes of a weight, w the model's width, q and k those of queries and keys, f that
/// of the feed-forward layer, h the heads, r the rank, m the modules with factors in a layer, d the
/// layers, V the vocabulary, a the answers:
///
/// - a layer: T · (2·w·4 + e·(4·w + 3·q + 3·k + 4·f + m·r)) + h·n·L²·(4 + e); 2·f where the layer
///   is not gated; with dropout once more what enters each module, about T·e·(2·w + q + f)
/// - all: d layers; where layers are computed again on the way back, d·T·w·4 and one layer
/// - the head: a·V·12, at most 192 MB for each thread, since logits are made in parts
///
/// It is an upper bound for texts as long as the longest. What the device's library takes for
/// itself comes on top, the same for every model.
final class Estimates {
    /// How many answer tokens a text has where nothing is known of the rows.
    private static final double ANSWERS = 4;

    private static final int FLOAT = Float.BYTES;

    /// Logits that a thread has at once, on its way back.
    private static final long LOGITS = 3 * (64L << 20);

    /// What libtorch, the scripts that it compiles and what its threads keep take, whatever the
    /// model: 300 to 400 MB were measured.
    private static final long LIBRARY = 400_000_000;

    private Estimates() {}

    /// What is known of a run's rows.
    ///
    /// @param longest tokens of the longest text
    /// @param answers of a text, on average
    record Lengths(int longest, double answers) {
        /// Nothing but the longest that is allowed.
        static Lengths unknown(int longest) {
            return new Lengths(longest, ANSWERS);
        }
    }

    /// @param model the base's plan in its stored dtypes
    /// @param plan what is trained
    /// @param threads that work
    /// @param lengths of the texts
    /// @param checkpointBytes of one checkpoint on disk
    static TrainingEstimate of(
            WeightPlan model,
            TrainedPlan plan,
            TrainingSettings settings,
            int threads,
            Lengths lengths,
            long checkpointBytes) {
        int beside = plan.method() == Method.FULL || plan.dropout() > 0 ? 1 : threads;
        return new TrainingEstimate(
                plan.numbers(),
                model.parameters(),
                weights(model, settings, threads),
                (3L + beside) * plan.numbers() * FLOAT,
                activations(model, plan, settings, beside, lengths),
                LIBRARY,
                Machine.availableMemory(),
                Double.NaN,
                checkpointBytes);
    }

    private static long weights(WeightPlan model, TrainingSettings settings, int threads) {
        if (!settings.holding().isFourBit()) {
            return held(model.slots(), settings);
        }
        Map<Boolean, List<Slot>> slots =
                model.slots().stream().collect(Collectors.partitioningBy(FourBitMatrices::holds));
        long layers = model.architecture().layers();
        return held(slots.getOrDefault(false, List.of()), settings)
                + FourBitMatrices.bytes(model)
                + threads * held(slots.getOrDefault(true, List.of()), settings) / layers;
    }

    private static long held(List<Slot> slots, TrainingSettings settings) {
        return slots.stream()
                .mapToLong(
                        slot ->
                                slot.tensor().elements()
                                        * settings.held().orElse(slot.dtype()).bytes())
                .sum();
    }

    private static long activations(
            WeightPlan model,
            TrainedPlan plan,
            TrainingSettings settings,
            int beside,
            Lengths lengths) {
        Architecture architecture = model.architecture();
        long longest = Math.max(2, lengths.longest());
        long tokens = Math.max(longest, Math.min(StepPacks.TOKENS, settings.batch() * longest));
        long texts = Math.max(1, tokens / longest);
        int bytes = elementBytes(model, settings);
        long width = architecture.width();
        long query = architecture.queryWidth();
        long key = architecture.keyWidth();
        long feed = (architecture.isGated() ? 4L : 2L) * architecture.feedForward();
        long modules =
                plan.method() == Method.FULL
                        ? 0
                        : plan.tensors().stream().map(one -> one.slot().place()).distinct().count()
                                / architecture.layers();
        long dropped = plan.dropout() > 0 ? 2 * width + query + architecture.feedForward() : 0;
        long numbers = 4 * width + 3 * query + 3 * key + feed + modules * plan.rank() + dropped;
        long layer =
                tokens * (2 * width * FLOAT + bytes * numbers)
                        + architecture.heads() * texts * longest * longest * (FLOAT + bytes);
        long layers =
                settings.computesAgain()
                        ? architecture.layers() * tokens * width * FLOAT + layer
                        : architecture.layers() * layer;
        long answers = (long) Math.ceil(Math.min((double) tokens, texts * lengths.answers()));
        return layers + Math.min(answers * architecture.vocabulary() * 3 * FLOAT, beside * LOGITS);
    }

    private static int elementBytes(WeightPlan model, TrainingSettings settings) {
        boolean isNarrow =
                settings.held()
                        .map(dtype -> dtype == DType.BF16)
                        .orElseGet(
                                () ->
                                        model.slots().stream()
                                                .anyMatch(slot -> slot.dtype() == DType.BF16));
        return isNarrow ? DType.BF16.bytes() : FLOAT;
    }
}
