package org.taskvectors.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.device.torch.TorchGradientDevice;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.FourBitMatrices;
import org.taskvectors.inference.ModelWeights;
import org.taskvectors.inference.WeightBlock;
import org.taskvectors.inference.WeightPlan;
import org.taskvectors.inference.gradient.FrozenBase;
import org.taskvectors.inference.gradient.GradientDevice;
import org.taskvectors.inference.gradient.Gradients;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.inference.gradient.Optimizer;
import org.taskvectors.inference.gradient.Pack;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.inference.gradient.TrainedState;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;

/// Steps of a LoRA training, as `src/bench/python/finetune.py step` and `ragged` take them with
/// PEFT; to be run in turn with it.
///
/// Arguments: `step|ragged MODEL THREADS STEPS`. The property `targets` names the modules
/// (`q_proj,v_proj` where it is absent, `all`), `recompute` computes layers again on the way back,
/// `nf4` holds the base in four bits.
public final class TrainBenchmark {
    private static final int ROWS = 16;
    private static final int LENGTH = 35;

    private TrainBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        boolean isRagged = arguments[0].equals("ragged");
        int threads = Integer.parseInt(arguments[2]);
        int steps = Integer.parseInt(arguments[3]);
        String named = System.getProperty("targets", "q_proj,v_proj");
        Set<String> targets = named.equals("all") ? Set.of() : Set.of(named.split(","));
        Cancellation never = new Cancellation();
        GradientDevice device =
                new TorchGradientDevice(
                        List.of(Path.of("target", "workbench", "libtorch")),
                        Path.of("target", "libtorch"));
        try (Checkpoint model = Checkpoints.open(Path.of(arguments[1]))) {
            WeightPlan weights = WeightPlan.of(model);
            TrainedPlan plan = TrainedPlan.factors(weights, Method.LORA, 8, 2, 0, targets);
            boolean isFourBit = Boolean.getBoolean("nf4");
            GradientDevice.Options options =
                    new GradientDevice.Options(
                            threads, isFourBit || Boolean.getBoolean("recompute"));
            WeightPlan held = isFourBit ? FourBitMatrices.others(weights) : weights;
            try (WeightBlock block =
                            ModelWeights.load(model, held, threads, new Progress(), never);
                    FourBitMatrices matrices = FourBitMatrices.of(weights);
                    TrainedState state = TrainedState.of(plan);
                    Gradients gradients =
                            device.open(
                                    base(model, weights, block, matrices, isFourBit),
                                    plan,
                                    state,
                                    options,
                                    never)) {
                fill(state);
                Pack pack = pack(isRagged, weights.architecture().vocabulary());
                measure(gradients, pack, steps);
            }
        }
    }

    private static FrozenBase base(
            Checkpoint model,
            WeightPlan weights,
            WeightBlock block,
            FourBitMatrices matrices,
            boolean isFourBit)
            throws Exception {
        if (!isFourBit) {
            return FrozenBase.of(BoundModel.of(weights, block::weights));
        }
        matrices.fill(model, 2, new Progress(), new Cancellation());
        return new FrozenBase(matrices.bound(weights, block::weights), Optional.of(matrices));
    }

    private static void fill(TrainedState state) {
        Random random = new Random(1);
        for (long i = 0; i < state.plan().numbers(); i++) {
            state.numbers()
                    .setAtIndex(
                            java.lang.foreign.ValueLayout.JAVA_FLOAT,
                            i,
                            (float) (random.nextGaussian() * 0.02));
        }
    }

    private static Pack pack(boolean isRagged, int vocabulary) {
        Random lengths = new Random(9);
        Random tokens = new Random(1);
        List<int[]> texts = new ArrayList<>();
        List<boolean[]> learned = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            // One more than the peer's: the token that is learned follows its text.
            int length = 1 + (isRagged ? 20 + lengths.nextInt(31) : LENGTH);
            texts.add(tokens.ints(length, 3, vocabulary).toArray());
            boolean[] mask = new boolean[length];
            mask[length - 1] = true;
            learned.add(mask);
        }
        return new Pack(texts, learned);
    }

    private static void measure(Gradients gradients, Pack pack, int steps) throws Exception {
        List<Double> seconds = new ArrayList<>();
        List<Double> processor = new ArrayList<>();
        for (int step = 1; step <= steps; step++) {
            long began = System.nanoTime();
            long worked = cpu();
            gradients.add(pack, 1.0 / pack.answers(), step, new Cancellation());
            gradients.update(Optimizer.usual(), step, 1e-3);
            if (step > 2) {
                seconds.add((System.nanoTime() - began) / 1e9);
                processor.add((cpu() - worked) / 1e9);
            }
        }
        Collections.sort(seconds);
        Collections.sort(processor);
        int tokens = pack.tokens() - ROWS;
        System.out.printf(
                Locale.ROOT,
                "%d tokens: best %.3f s, median %.3f s a step; best %.0f, median %.0f tokens/s;"
                        + " %.3f s of processor at best; %s%n",
                tokens,
                seconds.getFirst(),
                seconds.get(seconds.size() / 2),
                tokens / seconds.getFirst(),
                tokens / seconds.get(seconds.size() / 2),
                processor.getFirst(),
                memory());
    }

    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static String memory() throws Exception {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmHWM"))
                        .findFirst()
                        .orElse("")
                        .replaceAll("\\s+", " ")
                : "";
    }
}
