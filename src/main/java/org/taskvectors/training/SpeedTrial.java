package org.taskvectors.training;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.FourBitMatrices;
import org.taskvectors.inference.Role;
import org.taskvectors.inference.Slot;
import org.taskvectors.inference.WeightBlock;
import org.taskvectors.inference.WeightPlan;
import org.taskvectors.inference.gradient.FrozenBase;
import org.taskvectors.inference.gradient.GradientDevice;
import org.taskvectors.inference.gradient.Gradients;
import org.taskvectors.inference.gradient.Pack;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.inference.gradient.TrainedState;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.SeededNumbers;
import org.taskvectors.tensor.Shape;

/// Tells how long a step will take by taking some on this device with a model of one layer that has
/// the dimensions of the first one of the model, a small vocabulary and random weights.
///
/// A step of the whole model is as many layers, and the head, whose multiplications take as long as
/// those of the layer.
final class SpeedTrial {
    private static final int VOCABULARY = 512;
    private static final int WARM_UPS = 2;
    private static final int TRIALS = 3;
    private static final double NANOS = 1e-9;

    private final WeightPlan model;
    private final TrainingSettings settings;
    private final int length;
    private final int answers;

    /// @param model the base's plan
    /// @param length tokens of a text, on average
    /// @param answers of a text, on average
    SpeedTrial(WeightPlan model, TrainingSettings settings, int length, int answers) {
        this.model = model;
        this.settings = settings;
        this.length = Math.max(2, length);
        this.answers = Math.clamp(answers, 1, this.length - 1);
    }

    /// Returns the seconds that a step will take.
    ///
    /// @param threads that work
    /// @throws Failure if the device cannot be used
    double seconds(GradientDevice device, int threads, Cancellation cancellation)
            throws Failure, CancelledException {
        WeightPlan small = excerpt();
        TrainedPlan plan = settings.adaptation().plan(small);
        try (WeightBlock block = WeightBlock.of(small);
                TrainedState state = TrainedState.of(plan)) {
            fill(block);
            FirstNumbers.fill(
                    block::weights, small.isTransposed(), state, settings.seed(), cancellation);
            if (!settings.holding().isFourBit()) {
                FrozenBase base = FrozenBase.of(BoundModel.of(small, block::weights));
                return seconds(device, threads, base, state, small, cancellation);
            }
            // Zeros are expanded as fast as anything.
            try (FourBitMatrices matrices = FourBitMatrices.of(small)) {
                FrozenBase base =
                        new FrozenBase(
                                matrices.bound(small, block::weights), Optional.of(matrices));
                return seconds(device, threads, base, state, small, cancellation);
            }
        }
    }

    private double seconds(
            GradientDevice device,
            int threads,
            FrozenBase base,
            TrainedState state,
            WeightPlan small,
            Cancellation cancellation)
            throws Failure, CancelledException {
        GradientDevice.Options options =
                new GradientDevice.Options(threads, settings.computesAgain());
        try (Gradients gradients = device.open(base, state.plan(), state, options, cancellation)) {
            return seconds(gradients, small, state.plan(), cancellation);
        }
    }

    private double seconds(
            Gradients gradients, WeightPlan small, TrainedPlan plan, Cancellation cancellation)
            throws Failure, CancelledException {
        int texts = Math.clamp(StepPacks.TOKENS / length, 1, settings.batch());
        Pack pack = pack(texts);
        double layer = Double.POSITIVE_INFINITY;
        double update = Double.POSITIVE_INFINITY;
        for (int i = 0; i < WARM_UPS + TRIALS; i++) {
            long began = System.nanoTime();
            gradients.add(pack, 1.0 / pack.answers(), 0, cancellation);
            long added = System.nanoTime();
            gradients.update(settings.optimizer(), i + 1, 0);
            if (i >= WARM_UPS) {
                layer = Math.min(layer, (added - began) * NANOS);
                update = Math.min(update, (System.nanoTime() - added) * NANOS);
            }
        }
        Architecture architecture = model.architecture();
        double weights =
                small.slots().stream()
                        .filter(slot -> slot.place().layer() == 0)
                        .mapToLong(slot -> slot.tensor().elements())
                        .sum();
        double head =
                layer
                        * pack.answers()
                        / pack.tokens()
                        * architecture.width()
                        * architecture.vocabulary()
                        / weights;
        int packs = Math.ceilDiv(TrainingRun.perStep(settings), texts);
        double all = settings.adaptation().plan(model).numbers();
        return packs * (architecture.layers() * layer + head) + update * all / plan.numbers();
    }

    private Pack pack(int texts) {
        SeededNumbers random = SeededNumbers.of(settings.seed(), "trial");
        List<int[]> tokens = new ArrayList<>();
        List<boolean[]> learned = new ArrayList<>();
        for (int text = 0; text < texts; text++) {
            int[] one = new int[length];
            for (int i = 0; i < length; i++) {
                one[i] = random.below((long) text * length + i, vocabulary());
            }
            boolean[] mask = new boolean[length];
            Arrays.fill(mask, length - answers, length, true);
            tokens.add(one);
            learned.add(mask);
        }
        return new Pack(tokens, learned);
    }

    private int vocabulary() {
        return Math.min(VOCABULARY, model.architecture().vocabulary());
    }

    /// Returns the plan of the model's first layer with what lies outside the layers.
    private WeightPlan excerpt() {
        List<Slot> slots = new ArrayList<>();
        long offset = 0;
        for (Slot slot : model.slots()) {
            if (slot.place().layer() <= 0) {
                Tensor tensor = slot.tensor();
                Role role = slot.place().role();
                boolean isCut =
                        (role == Role.EMBEDDING || role == Role.HEAD) && !slot.place().isBias();
                Tensor kept =
                        isCut
                                ? new Tensor(
                                        tensor.name(),
                                        tensor.dtype(),
                                        Shape.of(vocabulary(), tensor.shape().size(1)))
                                : tensor;
                Slot placed =
                        new Slot(slot.place(), kept, settings.held().orElse(slot.dtype()), offset);
                slots.add(placed);
                offset += WeightPlan.aligned(placed.bytes());
            }
        }
        return new WeightPlan(
                model.architecture().excerpt(1, vocabulary()),
                slots,
                offset,
                model.isTransposed(),
                List.of());
    }

    /// Norms are 1, all else is small and random.
    private void fill(WeightBlock block) {
        for (Slot slot : block.plan().slots()) {
            SeededNumbers random = SeededNumbers.of(settings.seed(), slot.name());
            int count = Math.toIntExact(slot.tensor().elements());
            float[] numbers = new float[count];
            boolean isNorm = slot.tensor().shape().rank() == 1 && !slot.place().isBias();
            for (int i = 0; i < count; i++) {
                numbers[i] = isNorm ? 1 : (float) (random.unit(i) - 0.5) / 16;
            }
            MemorySegment memory = block.weights(slot.name()).memory();
            Numbers.encode(numbers, count, slot.dtype(), memory);
        }
    }
}
