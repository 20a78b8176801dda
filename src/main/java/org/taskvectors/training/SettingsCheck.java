package org.taskvectors.training;

import java.util.Set;
import java.util.TreeSet;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.WeightPlan;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.tensor.DType;

/// Refuses what cannot be trained, before anything is loaded.
final class SettingsCheck {
    private SettingsCheck() {}

    /// Checks settings by themselves.
    ///
    /// @throws Failure [TrainingProblem#SETTINGS] that says which one is wrong
    static void require(TrainingSettings settings) throws Failure {
        Adaptation adaptation = settings.adaptation();
        boolean isFactored = adaptation.method() != Method.FULL;
        require(!isFactored || adaptation.rank() >= 1, "the rank is at least 1");
        require(
                !isFactored || (Double.isFinite(adaptation.alpha()) && adaptation.alpha() > 0),
                "alpha is above 0");
        require(
                adaptation.dropout() >= 0 && adaptation.dropout() < 1,
                "dropout is at least 0 and less than 1");
        require(
                isFactored || adaptation.dropout() == 0,
                "dropout is of factors' inputs, and there are none where all weights are trained");
        require(
                isFactored
                        || settings.holding().dtype().map(dtype -> dtype == DType.F32).orElse(true),
                "all weights are trained in float32");
        require(
                adaptation.method() == Method.LORA || !settings.holding().isFourBit(),
                "a base in four bits is trained with LoRA");
        Schedule schedule = settings.schedule();
        require(schedule.steps() >= 1, "there is at least 1 step");
        require(
                Double.isFinite(schedule.rate()) && schedule.rate() > 0,
                "the learning rate is above 0");
        require(schedule.warmUp() >= 0, "the warm-up is at least 0 steps");
        require(settings.batch() >= 1, "a batch has at least 1 text");
        require(settings.accumulate() >= 1, "a step has at least 1 batch");
        require(
                (long) settings.batch() * settings.accumulate() <= 1 << 20,
                "a step has at most 1,048,576 texts");
        require(settings.optimizer().decay() >= 0, "the weight decay is at least 0");
        require(settings.optimizer().clip() >= 0, "the largest gradient norm is at least 0");
        TrainingSettings.Keeping keeping = settings.keeping();
        require(
                keeping.evaluateEach() >= 0
                        && keeping.checkpointEach() >= 0
                        && keeping.mostBytes() >= 0,
                "intervals and bytes of checkpoints are at least 0");
    }

    private static void require(boolean holds, String what) throws Failure {
        if (!holds) {
            throw Failure.of(TrainingProblem.SETTINGS, null, what, "Change the settings");
        }
    }

    /// Checks that a model can be trained so.
    ///
    /// @throws Failure [TrainingProblem#NO_TARGETS] if a target is no module of the model,
    ///   [TrainingProblem#LAYOUT] if its files keep weights otherwise than transformers does
    static void require(TrainingSettings settings, Checkpoint base, WeightPlan model)
            throws Failure {
        Set<String> known = TrainedPlan.targets(model);
        Set<String> unknown = new TreeSet<>(settings.adaptation().targets());
        unknown.removeAll(known);
        if (!unknown.isEmpty() && settings.adaptation().method() != Method.FULL) {
            throw Failure.of(
                    TrainingProblem.NO_TARGETS,
                    base.path().orElse(null),
                    "no linear module of the model is called " + String.join(", ", unknown),
                    "Choose among " + String.join(", ", known));
        }
        boolean isInterleaved =
                model.architecture().rope().map(Architecture.Rope::isInterleaved).orElse(false);
        if (isInterleaved) {
            throw Failure.of(
                    TrainingProblem.LAYOUT,
                    base.path().orElse(null),
                    "the rows of queries and keys lie in these files as llama.cpp and Meta order"
                            + " them, and an adapter for them would be wrong on the model that PEFT"
                            + " loads",
                    "Train on the model's Hugging Face folder");
        }
        if (settings.adaptation().method() == Method.FULL && !hasConfiguration(base)) {
            throw Failure.of(
                    TrainingProblem.LAYOUT,
                    base.path().orElse(null),
                    "all weights are trained of a model with its config.json, and there is none",
                    "Choose the model's Hugging Face folder, or train an adapter");
        }
    }

    private static boolean hasConfiguration(Checkpoint base) {
        return base.about().companions().contains("config.json")
                && base.about().config().flatMap(ModelConfig::modelType).isPresent();
    }
}
