package org.taskvectors.device.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.safetensors.SafetensorsFile;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.FourBitMatrices;
import org.taskvectors.inference.ModelWeights;
import org.taskvectors.inference.Slot;
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
import org.taskvectors.inference.gradient.TrainedTensor;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.DType;

/// Gradients, steps and results beside those of PEFT and PyTorch
/// (`src/test/oracle/training/make_golden.py`), on the tiny model of each architecture.
class GradientsTest {
    private static final int STEPS = 20;
    private static final Optimizer OPTIMIZER = new Optimizer(0.9, 0.999, 1e-8, 0.01, 1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama",
                "llama31",
                "llama-linear",
                "mistral",
                "mistral-nemo",
                "qwen2",
                "qwen2-window",
                "qwen2-yarn",
                "qwen3",
                "smollm3",
                "gemma",
                "gemma2",
                "gemma3",
                "phi3",
                "gpt2",
                "llama-qv",
                "llama-rslora",
                "llama-dora",
                "gemma2-dora",
                "gpt2-dora",
                "llama-full",
                "gemma2-full",
                "gpt2-full"
            })
    void stepsAreThoseOfPeft(String name) throws Exception {
        for (boolean recomputes : new boolean[] {false, true}) {
            try (Trial trial = new Trial(name, recomputes)) {
                trial.compare();
            }
        }
    }

    /// The base is held in the four bits that bitsandbytes makes of it, and in those that lie in
    /// its file.
    @ParameterizedTest
    @ValueSource(strings = {"inference/llama", "training/llama-nf4"})
    void stepsInFourBitsAreThoseOfPeft(String base) throws Exception {
        try (Trial trial = new Trial("llama-nf4", base, true)) {
            trial.compare();
            double error = trial.matrices.orElseThrow().error();
            if (base.startsWith("training")) {
                assertThat(error).isZero();
            } else {
                // What make_golden.py finds for each matrix.
                assertThat(error).isBetween(0.05, 0.12);
            }
        }
    }

    /// One golden file, and the model that it was made with.
    private static final class Trial implements AutoCloseable {
        private final String name;
        private final Arena arena = Arena.ofShared();
        private final SafetensorsFile golden;
        private final WeightBlock block;
        private final Optional<FourBitMatrices> matrices;
        private final TrainedPlan plan;
        private final TrainedState state;
        private final Libtorch torch;
        private final Gradients gradients;
        private final GradientModel model;

        Trial(String name, boolean recomputes) throws Exception {
            this(name, "inference/" + name.replaceAll("-(qv|rslora|dora|full)$", ""), recomputes);
        }

        Trial(String name, String base, boolean recomputes) throws Exception {
            this.name = name;
            golden =
                    SafetensorsFile.open(
                            ReadableFile.open(folder("training").resolve(name + ".numbers")));
            try (Checkpoint files = Checkpoints.open(folder(base))) {
                WeightPlan weights = inFloat32(WeightPlan.of(files));
                block = ModelWeights.load(files, weights, 1, new Progress(), new Cancellation());
                plan = plan(weights);
                state = TrainedState.of(plan);
                fill();
                torch = TestTorch.start();
                matrices = matrices(files, weights);
                BoundModel bound =
                        matrices.isPresent()
                                ? matrices.get().bound(weights, block::weights)
                                : BoundModel.of(weights, block::weights);
                model =
                        new GradientModel(
                                torch, new FrozenBase(bound, matrices), plan, state, 1, 1);
                gradients = new TorchGradients(model, new GradientDevice.Options(1, recomputes));
            }
        }

        private Optional<FourBitMatrices> matrices(Checkpoint files, WeightPlan weights)
                throws Exception {
            if (!name.endsWith("-nf4")) {
                return Optional.empty();
            }
            FourBitMatrices made = FourBitMatrices.of(weights);
            made.fill(files, 2, new Progress(), new Cancellation());
            return Optional.of(made);
        }

        /// The goldens were computed in float32.
        private static WeightPlan inFloat32(WeightPlan plan) {
            List<Slot> slots = new ArrayList<>();
            long offset = 0;
            for (Slot slot : plan.slots()) {
                slots.add(new Slot(slot.place(), slot.tensor(), DType.F32, offset));
                offset += slot.tensor().elements() * 4 + 63 & -64;
            }
            return new WeightPlan(
                    plan.architecture(), slots, offset, plan.isTransposed(), plan.notes());
        }

        private static Path folder(String what) throws URISyntaxException {
            return Path.of(
                    Objects.requireNonNull(GradientsTest.class.getResource("/golden/" + what))
                            .toURI());
        }

        private TrainedPlan plan(WeightPlan weights) {
            if (name.endsWith("-full")) {
                return TrainedPlan.full(weights);
            }
            Method method = name.endsWith("-dora") ? Method.DORA : Method.LORA;
            Set<String> targets =
                    name.endsWith("-qv") ? Set.of("q_proj", "v_proj") : Set.<String>of();
            double scale = name.endsWith("-rslora") ? 4 : 2;
            return TrainedPlan.factors(weights, method, 4, scale, 0, targets);
        }

        private void fill() throws IOException {
            for (TrainedTensor tensor : plan.tensors()) {
                MemorySegment numbers = state.numbers(tensor);
                MemorySegment from =
                        tensor.part() == TrainedTensor.Part.WHOLE
                                ? block.weights(tensor.slot().name()).memory()
                                : bytes("initial." + name(tensor));
                MemorySegment.copy(from, 0, numbers, 0, numbers.byteSize());
            }
        }

        private static String name(TrainedTensor tensor) {
            String weight = tensor.slot().name();
            String module = weight.substring(0, weight.lastIndexOf('.'));
            return switch (tensor.part()) {
                case A -> "base_model.model." + module + ".lora_A.weight";
                case B -> "base_model.model." + module + ".lora_B.weight";
                case MAGNITUDE -> "base_model.model." + module + ".lora_magnitude_vector";
                case WHOLE -> weight;
            };
        }

        private MemorySegment bytes(String tensor) throws IOException {
            Tensor found =
                    golden.tensor(tensor)
                            .orElseThrow(() -> new AssertionError("no " + tensor + " in " + name));
            MemorySegment bytes = arena.allocate(found.bytes(), 8);
            golden.read(found, 0, bytes);
            return bytes;
        }

        private double[] doubles(String tensor) throws IOException {
            return bytes(tensor).toArray(ValueLayout.JAVA_DOUBLE);
        }

        private List<int[]> texts() throws IOException {
            List<int[]> texts = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                texts.add(bytes("tokens." + i).toArray(ValueLayout.JAVA_INT));
            }
            return texts;
        }

        private Pack pack() throws IOException {
            List<boolean[]> learned = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int[] mask = bytes("learned." + i).toArray(ValueLayout.JAVA_INT);
                boolean[] one = new boolean[mask.length];
                for (int j = 0; j < mask.length; j++) {
                    one[j] = mask[j] != 0;
                }
                learned.add(one);
            }
            return new Pack(texts(), learned);
        }

        void compare() throws Exception {
            Pack pack = pack();
            double[] losses = doubles("losses");
            double[] rates = doubles("rates");
            double[] norms = doubles("norms");
            for (int step = 0; step < STEPS; step++) {
                double loss =
                        gradients.add(pack, 1.0 / pack.answers(), 0, new Cancellation())
                                / pack.answers();
                assertThat(loss)
                        .as("loss of step %s", step)
                        .isCloseTo(losses[step], within(1e-4 * losses[step] + 1e-6));
                if (step == 0) {
                    compareGradients();
                }
                assertThat(gradients.norm())
                        .as("norm of step %s", step)
                        .isCloseTo(norms[step], within(5e-4 * norms[step]));
                gradients.update(OPTIMIZER, step + 1, rates[step]);
            }
            compareLogits();
        }

        private void compareGradients() throws IOException {
            for (TrainedTensor tensor : plan.tensors()) {
                float[] wanted = bytes("gradient." + name(tensor)).toArray(ValueLayout.JAVA_FLOAT);
                float[] found = model.gradient(tensor.offset(), wanted.length);
                double[] exact = new double[wanted.length];
                for (int i = 0; i < wanted.length; i++) {
                    exact[i] = wanted[i];
                }
                assertThat(TestTorch.difference(exact, found))
                        .as("gradient of %s", name(tensor))
                        .isLessThan(1e-4);
            }
        }

        /// What is trained answers as PEFT's merged model does.
        private void compareLogits() throws Exception {
            float[] wanted = bytes("logits").toArray(ValueLayout.JAVA_FLOAT);
            List<int[]> texts = texts();
            int[] counts = {texts.getFirst().length, 0, 1};
            int vocabulary = model.architecture().vocabulary();
            float[] found = new float[wanted.length];
            gradients
                    .runner()
                    .readTogether(
                            texts,
                            counts,
                            (text, token, logits) -> {
                                if (text == 0) {
                                    System.arraycopy(
                                            logits, 0, found, token * vocabulary, vocabulary);
                                }
                            },
                            new Cancellation());
            double[] exact = new double[wanted.length];
            for (int i = 0; i < wanted.length; i++) {
                exact[i] = wanted[i];
            }
            assertThat(TestTorch.difference(exact, found)).as("logits").isLessThan(5e-4);
        }

        @Override
        public void close() {
            gradients.close();
            state.close();
            matrices.ifPresent(FourBitMatrices::close);
            block.close();
            golden.close();
            arena.close();
        }
    }
}
