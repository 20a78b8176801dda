package org.taskvectors.training;

import java.util.Optional;
import java.util.Set;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.inference.gradient.Optimizer;
import org.taskvectors.tensor.DType;

/// How a model is trained, apart from its data.
///
/// @param adaptation what of it
/// @param holding how the base's weights are held in memory
/// @param schedule steps and learning rate
/// @param optimizer AdamW's numbers
/// @param batch texts that are read at once, at least 1
/// @param accumulate how many batches make one step, at least 1
/// @param seed of the factors' first numbers, of the order of texts, and of dropout
/// @param recomputes whether layers are computed again on the way back, to save memory
/// @param keeping what is looked at and kept on the way
public record TrainingSettings(
        Adaptation adaptation,
        Holding holding,
        Schedule schedule,
        Optimizer optimizer,
        int batch,
        int accumulate,
        long seed,
        boolean recomputes,
        Keeping keeping) {

    /// How the base's weights are held in memory.
    ///
    /// @param dtype BF16 or F32; empty for the stored ones
    /// @param isFourBit whether the matrices of its layers are held in NF4 (QLoRA), and computed
    ///   with in that dtype
    public record Holding(Optional<DType> dtype, boolean isFourBit) {
        /// As they are stored.
        public static final Holding STORED = new Holding(Optional.empty(), false);

        /// All in that dtype.
        public static Holding in(DType dtype) {
            return new Holding(Optional.of(dtype), false);
        }
    }

    /// What is looked at and kept on the way.
    ///
    /// @param evaluateEach after how many steps the held-out rows are asked; 0 for the end alone
    /// @param checkpointEach after how many steps a checkpoint is written; 0 for the end alone
    /// @param mostBytes what checkpoints may take on disk together; the best and the last are kept
    ///   in any case
    public record Keeping(int evaluateEach, int checkpointEach, long mostBytes) {}

    public TrainingSettings withAdaptation(Adaptation now) {
        return new TrainingSettings(
                now, holding, schedule, optimizer, batch, accumulate, seed, recomputes, keeping);
    }

    public TrainingSettings withHolding(Holding now) {
        return new TrainingSettings(
                adaptation, now, schedule, optimizer, batch, accumulate, seed, recomputes, keeping);
    }

    public TrainingSettings withSchedule(Schedule now) {
        return new TrainingSettings(
                adaptation, holding, now, optimizer, batch, accumulate, seed, recomputes, keeping);
    }

    public TrainingSettings withOptimizer(Optimizer now) {
        return new TrainingSettings(
                adaptation, holding, schedule, now, batch, accumulate, seed, recomputes, keeping);
    }

    public TrainingSettings withBatches(int newBatch, int newAccumulate) {
        return new TrainingSettings(
                adaptation,
                holding,
                schedule,
                optimizer,
                newBatch,
                newAccumulate,
                seed,
                recomputes,
                keeping);
    }

    public TrainingSettings withSeed(long now) {
        return new TrainingSettings(
                adaptation,
                holding,
                schedule,
                optimizer,
                batch,
                accumulate,
                now,
                recomputes,
                keeping);
    }

    public TrainingSettings withRecomputes(boolean now) {
        return new TrainingSettings(
                adaptation, holding, schedule, optimizer, batch, accumulate, seed, now, keeping);
    }

    public TrainingSettings withKeeping(Keeping now) {
        return new TrainingSettings(
                adaptation, holding, schedule, optimizer, batch, accumulate, seed, recomputes, now);
    }

    /// Returns the dtype in which the base's weights are held; empty for the stored ones. Where all
    /// weights are trained, that is float32.
    Optional<DType> held() {
        return adaptation.method() == Method.FULL ? Optional.of(DType.F32) : holding.dtype();
    }

    /// Whether layers are computed again on the way back: as was chosen, or because a layer's
    /// matrices are expanded only while it is computed.
    boolean computesAgain() {
        return recomputes || holding.isFourBit();
    }

    /// Returns what people begin with: LoRA of rank 8 on all linear layers, 500 steps of 16, 2e-4
    /// with a cosine decay after 25 steps.
    public static TrainingSettings usual() {
        return new TrainingSettings(
                Adaptation.usual(),
                Holding.STORED,
                new Schedule(500, 2e-4, 25, Schedule.Decay.COSINE),
                Optimizer.usual(),
                16,
                1,
                7,
                false,
                new Keeping(50, 50, 2L << 30));
    }

    /// Returns settings for a model of a few million weights: all of them trained, 300 steps of 45,
    /// 5e-4 with a cosine decay after 25 steps.
    public static TrainingSettings smallWhole() {
        return new TrainingSettings(
                new Adaptation(Method.FULL, 8, 16, false, 0, Set.of()),
                Holding.STORED,
                new Schedule(300, 5e-4, 25, Schedule.Decay.COSINE),
                Optimizer.usual(),
                45,
                1,
                7,
                false,
                new Keeping(50, 50, 2L << 30));
    }
}
