package org.taskvectors.device.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.Role;
import org.taskvectors.inference.Slot;
import org.taskvectors.inference.Weights;
import org.taskvectors.inference.gradient.FrozenBase;
import org.taskvectors.inference.gradient.GradientDevice;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.inference.gradient.Optimizer;
import org.taskvectors.inference.gradient.Pack;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.inference.gradient.TrainedState;
import org.taskvectors.inference.gradient.TrainedTensor;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// What the goldens of PEFT do not see: parts beside each other, dropout, bfloat16, cancelling.
class TorchGradientsTest {
    private static final Cancellation NEVER = new Cancellation();

    /// A model of random weights with factors beside its attention's output.
    private static final class Trial implements AutoCloseable {
        private final Arena arena = Arena.ofShared();
        private final TrainedState state;
        private final GradientModel model;
        private final TorchGradients gradients;

        Trial(DType dtype, double dropout, int parts, boolean recomputes) throws Exception {
            Architecture architecture = TinyArchitectures.llama(false);
            TinyModel.Options options = new TinyModel.Options(dtype, false, false, false, false, 3);
            BoundModel bound = TinyModel.of(arena, architecture, options);
            List<TrainedTensor> tensors = new ArrayList<>();
            long at = 0;
            for (int layer = 0; layer < architecture.layers(); layer++) {
                Weights output = bound.layers().get(layer).output().weights();
                Slot slot =
                        new Slot(
                                new Slot.Place(layer, Role.ATTENTION_OUTPUT, false),
                                new Tensor("o" + layer + ".weight", dtype, output.shape()),
                                dtype,
                                0);
                Shape a = Shape.of(4, output.shape().size(1));
                Shape b = Shape.of(output.shape().size(0), 4);
                tensors.add(new TrainedTensor(slot, TrainedTensor.Part.A, a, at));
                at += a.elements();
                tensors.add(new TrainedTensor(slot, TrainedTensor.Part.B, b, at));
                at += b.elements();
            }
            TrainedPlan plan = new TrainedPlan(Method.LORA, 4, 2, dropout, tensors, at);
            state = TrainedState.of(plan);
            Random random = new Random(4);
            for (long i = 0; i < at; i++) {
                float number = (float) (0.2 * random.nextGaussian());
                state.numbers().setAtIndex(ValueLayout.JAVA_FLOAT, i, number);
            }
            model =
                    new GradientModel(
                            TestTorch.start(), FrozenBase.of(bound), plan, state, 2, parts);
            gradients = new TorchGradients(model, new GradientDevice.Options(2, recomputes));
        }

        double add(Pack pack, long seed) throws Exception {
            return gradients.add(pack, 1.0 / pack.answers(), seed, NEVER);
        }

        float[] gradient() {
            model.gather();
            return gradients(0);
        }

        private float[] gradients(int layer) {
            TrainedTensor first = state.plan().tensors().get(2 * layer);
            return model.gradient(first.offset(), (int) first.count());
        }

        float[] numbers() {
            return state.numbers().toArray(ValueLayout.JAVA_FLOAT);
        }

        @Override
        public void close() {
            gradients.close();
            state.close();
            arena.close();
        }
    }

    private static Pack pack() {
        Random random = new Random(5);
        List<int[]> texts = new ArrayList<>();
        List<boolean[]> learned = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            int length = 5 + random.nextInt(25);
            texts.add(random.ints(length, 0, 50).toArray());
            boolean[] mask = new boolean[length];
            mask[length - 1] = true;
            mask[2] = i % 3 == 0;
            learned.add(mask);
        }
        return new Pack(texts, learned);
    }

    private static double[] exact(float[] numbers) {
        double[] exact = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            exact[i] = numbers[i];
        }
        return exact;
    }

    @Test
    void partsBesideEachOtherTakeTheGradientOfOne() throws Exception {
        Pack pack = pack();
        assertThat(PackParts.of(pack, 2)).hasSize(2);
        try (Trial one = new Trial(DType.F32, 0, 1, false);
                Trial two = new Trial(DType.F32, 0, 2, false)) {
            double alone = one.add(pack, 0);
            assertThat(two.add(pack, 0)).isCloseTo(alone, within(1e-5 * alone));
            assertThat(TestTorch.difference(exact(one.gradient()), two.gradient()))
                    .isLessThan(1e-5);
            assertThat(two.gradients.norm())
                    .isCloseTo(one.gradients.norm(), within(1e-5 * one.gradients.norm()));
            one.gradients.update(Optimizer.usual(), 1, 1e-2);
            two.gradients.update(Optimizer.usual(), 1, 1e-2);
            assertThat(TestTorch.difference(exact(one.numbers()), two.numbers())).isLessThan(1e-3);
        }
    }

    /// The same seed gives the same bits, with several threads too.
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3})
    void theSameSeedGivesTheSameBits(double dropout) throws Exception {
        int parts = dropout > 0 ? 1 : 2;
        List<float[]> ends = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (Trial trial = new Trial(DType.F32, dropout, parts, run == 1 && dropout > 0)) {
                for (int step = 1; step <= 5; step++) {
                    trial.add(pack(), step);
                    trial.gradients.update(Optimizer.usual(), step, 1e-2);
                }
                ends.add(trial.numbers());
            }
        }
        if (dropout == 0) {
            assertThat(ends.get(1)).isEqualTo(ends.getFirst());
        } else {
            // Layers that are computed again drop the same, or the gradient would be another.
            assertThat(TestTorch.difference(exact(ends.getFirst()), ends.get(1))).isLessThan(1e-4);
        }
    }

    @Test
    void dropoutIsDrawnAnewAndLeftOutOnReading() throws Exception {
        Pack pack = pack();
        try (Trial plain = new Trial(DType.F32, 0, 1, false);
                Trial drops = new Trial(DType.F32, 0.3, 1, false)) {
            double one = drops.add(pack, 1);
            assertThat(drops.add(pack, 1)).isEqualTo(one);
            assertThat(drops.add(pack, 2)).isNotEqualTo(one);
            assertThat(logits(drops, pack.texts())).isEqualTo(logits(plain, pack.texts()));
        }
    }

    private static List<Float> logits(Trial trial, List<int[]> texts) throws Exception {
        int[] wanted = texts.stream().mapToInt(_ -> 1).toArray();
        Float[] found = new Float[texts.size()];
        trial.gradients
                .runner()
                .readTogether(texts, wanted, (text, _, logits) -> found[text] = logits[7], NEVER);
        return List.of(found);
    }

    /// bfloat16 has 8 bits: the gradient points where that of float32 does.
    @Test
    void bfloat16IsNearFloat32() throws Exception {
        Pack pack = pack();
        try (Trial exactly = new Trial(DType.F32, 0, 1, false);
                Trial roughly = new Trial(DType.BF16, 0, 1, false)) {
            double loss = exactly.add(pack, 0);
            assertThat(roughly.add(pack, 0)).isCloseTo(loss, within(0.02 * loss));
            float[] wanted = exactly.gradient();
            float[] found = roughly.gradient();
            double product = 0;
            double one = 0;
            double other = 0;
            for (int i = 0; i < wanted.length; i++) {
                product += (double) wanted[i] * found[i];
                one += (double) wanted[i] * wanted[i];
                other += (double) found[i] * found[i];
            }
            assertThat(product / Math.sqrt(one * other)).isBetween(0.99, 0.999999999);
        }
    }

    @Test
    void aStepThatWasCancelledIsForgotten() throws Exception {
        Pack pack = pack();
        try (Trial undisturbed = new Trial(DType.F32, 0, 2, false);
                Trial cancelled = new Trial(DType.F32, 0, 2, false)) {
            cancelled.add(pack, 0);
            Cancellation now = new Cancellation();
            now.cancel();
            assertThatThrownBy(() -> cancelled.gradients.add(pack, 1, 0, now))
                    .isInstanceOf(CancelledException.class);
            cancelled.gradients.forget();
            cancelled.add(pack, 0);
            undisturbed.add(pack, 0);
            assertThat(cancelled.gradient()).isEqualTo(undisturbed.gradient());
        }
    }
}
