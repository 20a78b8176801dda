package org.taskvectors.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.inference.gradient.Optimizer;
import org.taskvectors.tensor.DType;
import org.taskvectors.training.Adaptation;
import org.taskvectors.training.Schedule;
import org.taskvectors.training.TrainingSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How a model is trained.
final class TrainSettingsOptions {
    private static final TrainingSettings USUAL = TrainingSettings.usual();

    /// A run warms up over this part of its steps, where it is shorter than the usual one.
    private static final int WARM_UP_PART = 20;

    @Option(
            names = "--method",
            paramLabel = "lora|dora|full",
            converter = Words.Methods.class,
            description =
                    "What is trained: two factors beside each chosen matrix (lora, the default),"
                            + " with a length of each output too (dora), or every weight.")
    private Method method = USUAL.adaptation().method();

    @Option(names = "--rank", paramLabel = "R", description = "Of the factors (8).")
    private int rank = USUAL.adaptation().rank();

    @Option(
            names = "--alpha",
            paramLabel = "A",
            description = "The factors' product is multiplied by A/R (16).")
    private double alpha = USUAL.adaptation().alpha();

    @Option(names = "--rslora", description = "By A/√R instead: rank-stabilised.")
    private boolean rslora;

    @Option(
            names = "--dropout",
            paramLabel = "D",
            description = "Which share of the factors' inputs is dropped (0).")
    private double dropout = USUAL.adaptation().dropout();

    @Option(
            names = "--targets",
            paramLabel = "NAME,NAME",
            split = ",",
            description =
                    "The modules with factors, by their last names: q_proj,v_proj; every linear"
                            + " one of the layers by default.")
    private List<String> targets = new ArrayList<>();

    @Option(names = "--steps", paramLabel = "N", description = "Of the optimizer (500).")
    private @Nullable Integer steps;

    @Option(
            names = "--epochs",
            paramLabel = "E",
            description = "Instead of --steps: how often each text is read, 1.5 for example.")
    private @Nullable Double epochs;

    @Option(names = "--batch", paramLabel = "N", description = "Texts that are read at once (16).")
    private int batch = USUAL.batch();

    @Option(
            names = "--accumulate",
            paramLabel = "N",
            description = "Batches that make one step (1).")
    private int accumulate = USUAL.accumulate();

    @Option(names = "--rate", paramLabel = "X", description = "The highest learning rate (2e-4).")
    private double rate = USUAL.schedule().rate();

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description =
                    "Over how many steps the rate rises from 0: 25, or a twentieth of the steps"
                            + " where that is less.")
    private @Nullable Integer warmUp;

    @Option(
            names = "--decay",
            paramLabel = "cosine|linear|constant",
            converter = Words.Decays.class,
            description = "How the rate falls afterwards; cosine by default.")
    private Schedule.Decay decay = USUAL.schedule().decay();

    @Option(names = "--weight-decay", paramLabel = "X", description = "AdamW's (0).")
    private double weightDecay = USUAL.optimizer().decay();

    @Option(
            names = "--clip",
            paramLabel = "X",
            description = "The largest norm of a step's gradient (1); 0 for none.")
    private double clip = USUAL.optimizer().clip();

    @Option(
            names = "--dtype",
            paramLabel = "float32|bfloat16",
            converter = Words.RunDTypes.class,
            description =
                    "In which dtype the base's weights lie in memory; the model's own by default,"
                            + " float32 where every weight is trained.")
    private @Nullable DType dtype;

    @Option(
            names = "--nf4",
            description =
                    "Hold the matrices of the base's layers in four bits (QLoRA): a quarter of the"
                            + " memory of bfloat16. How far they are from the base's is said.")
    private boolean nf4;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of first numbers, order, dropout, and drawn rows (7).")
    private long seed = USUAL.seed();

    @Option(
            names = "--evaluate-each",
            paramLabel = "N",
            description = "After how many steps held-out rows are asked (50); 0 at the end alone.")
    private int evaluateEach = USUAL.keeping().evaluateEach();

    @Option(
            names = "--checkpoint-each",
            paramLabel = "N",
            description = "After how many steps a checkpoint is written (50); 0 at the end alone.")
    private int checkpointEach = USUAL.keeping().checkpointEach();

    @Option(
            names = "--checkpoint-bytes",
            paramLabel = "SIZE",
            converter = Words.Bytes.class,
            description =
                    "What checkpoints may take on disk together, 500MB for example (2.1GB); the"
                            + " best and the last are kept in any case.")
    private long checkpointBytes = USUAL.keeping().mostBytes();

    @Option(
            names = "--recompute",
            description =
                    "Compute layers again on the way back: less memory, more time, the same"
                            + " numbers.")
    private boolean recompute;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    TrainSettingsOptions() {}

    long seed() {
        return seed;
    }

    /// Whether how many steps there are depends on how many texts there are.
    boolean isByEpochs() {
        return epochs != null;
    }

    /// Refuses options that do not fit together.
    ///
    /// @throws ParameterException that says which
    void check() {
        if (steps != null && epochs != null) {
            throw wrong("--steps and --epochs exclude each other");
        }
        if (epochs != null && !(Double.isFinite(epochs) && epochs > 0)) {
            throw wrong("--epochs takes a number above 0");
        }
        if (batch < 1 || accumulate < 1) {
            throw wrong("--batch and --accumulate take at least 1");
        }
        if (method == Method.FULL) {
            for (String option :
                    List.of("--rank", "--alpha", "--rslora", "--dropout", "--targets")) {
                if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                    throw wrong(option + " is of factors, and --method full has none");
                }
            }
        }
    }

    /// Returns how the model is trained.
    ///
    /// @param texts how many there are; not asked for where the steps are said
    /// @throws ParameterException if that is more steps than can be counted
    TrainingSettings settings(int texts) {
        int all = steps(texts);
        return new TrainingSettings(
                new Adaptation(method, rank, alpha, rslora, dropout, targets()),
                new TrainingSettings.Holding(Optional.ofNullable(dtype), nf4),
                new Schedule(all, rate, warmUp(all), decay),
                new Optimizer(
                        USUAL.optimizer().beta1(),
                        USUAL.optimizer().beta2(),
                        USUAL.optimizer().epsilon(),
                        weightDecay,
                        clip),
                batch,
                accumulate,
                seed,
                recompute,
                new TrainingSettings.Keeping(evaluateEach, checkpointEach, checkpointBytes));
    }

    private int steps(int texts) {
        if (epochs == null) {
            return steps == null ? USUAL.schedule().steps() : steps;
        }
        double wanted = Math.ceil(epochs * texts / ((double) batch * accumulate));
        if (wanted > Integer.MAX_VALUE) {
            throw wrong("--epochs " + epochs + " are more steps than can be counted");
        }
        return (int) wanted;
    }

    private int warmUp(int all) {
        return warmUp == null
                ? Math.min(USUAL.schedule().warmUp(), Math.max(0, all) / WARM_UP_PART)
                : warmUp;
    }

    private Set<String> targets() {
        Set<String> names = new TreeSet<>();
        targets.forEach(name -> names.add(name.strip()));
        return names;
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
