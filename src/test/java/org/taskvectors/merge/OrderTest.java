package org.taskvectors.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.taskvectors.analysis.ProfilePass;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Methods;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.SameNumbers;

/// Thresholds are exact, whether they were measured or come from kept profiles.
class OrderTest {
    private static final String A = "layers.0.mlp.up_proj.weight";
    private static final String B = "layers.1.mlp.up_proj.weight";

    private static float[] numbers(Random random, int count, DType dtype) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            float number = random.nextInt(9) == 0 ? 0 : (float) random.nextGaussian() * 0.01f;
            numbers[i] =
                    switch (dtype) {
                        case BF16 ->
                                Float.intBitsToFloat(Float.floatToRawIntBits(number) & ~0xffff);
                        case F16 -> Float.float16ToFloat(Float.floatToFloat16(number));
                        default -> number;
                    };
        }
        return numbers;
    }

    private static Vector merge(
            Vector vector, Map<String, Double> settings, Optional<VectorProfile> kept)
            throws Exception {
        return new Merger(Compute.onCpu(2), new Progress(), new Cancellation())
                .vectors(
                        Methods.of("breadcrumbs").orElseThrow(),
                        Optional.empty(),
                        List.of(vector),
                        new Chosen(Settings.of(settings), 1),
                        List.of(kept),
                        false);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "BF16", "F16", "F64"})
    void ranksAreThoseOfASort(DType dtype) throws Exception {
        Random random = new Random(7);
        float[] a = numbers(random, 30_011, dtype);
        float[] b = numbers(random, 257, dtype);
        Vector vector = new Made("v", dtype).with(A, a).with(B, Shape.of(1, 257), b).asVector();
        for (boolean byTensor : new boolean[] {true, false}) {
            for (double density : new double[] {1e-5, 0.1, 0.5, 0.93}) {
                Map<String, Double> settings =
                        Map.of(
                                "density",
                                density,
                                "gamma",
                                0.02,
                                "by_tensor",
                                byTensor ? 1.0 : 0.0);
                Vector merged = merge(vector, settings, Optional.empty());
                float[] all = new float[a.length + b.length];
                System.arraycopy(a, 0, all, 0, a.length);
                System.arraycopy(b, 0, all, a.length, b.length);
                assertThat(MergeCase.numbers(merged, A))
                        .isEqualTo(expected(a, byTensor ? a : all, density));
                assertThat(MergeCase.numbers(merged, B))
                        .isEqualTo(expected(b, byTensor ? b : all, density));
                keptProfilesGiveTheSame(vector, settings, merged);
            }
        }
    }

    private static float[] expected(float[] numbers, float[] ranked, double density) {
        float[] sorted = new float[ranked.length];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = Math.abs(ranked[i]);
        }
        Arrays.sort(sorted);
        int kept = Math.max(1, (int) (density * sorted.length));
        int below = Math.max(0, sorted.length - kept - (int) (0.02 * sorted.length));
        float low = sorted[below];
        float high = sorted[below + kept - 1];
        float[] expected = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            float magnitude = Math.abs(numbers[i]);
            expected[i] = magnitude >= low && magnitude <= high ? numbers[i] : 0;
        }
        return expected;
    }

    private static void keptProfilesGiveTheSame(
            Vector vector, Map<String, Double> settings, Vector merged) throws Exception {
        VectorProfile profile =
                ProfilePass.run(
                        vector,
                        Optional.empty(),
                        Compute.onCpu(1),
                        new Progress(),
                        new Cancellation());
        Vector again = merge(vector, settings, Optional.of(profile));
        for (String tensor : List.of(A, B)) {
            assertThat(SameNumbers.bytes(again, tensor))
                    .isEqualTo(SameNumbers.bytes(merged, tensor));
        }
    }

    /// Numbers whose upper halves are one, so that the second count alone tells them apart.
    @Test
    void oneBinOfTheFirstCount() throws Exception {
        float[] close = new float[1000];
        for (int i = 0; i < close.length; i++) {
            close[i] = Float.intBitsToFloat(Float.floatToRawIntBits(1f) + (i * 37) % 1000);
        }
        Vector merged =
                merge(
                        new Made("v", DType.F32).with(A, close).asVector(),
                        Map.of("density", 0.25, "gamma", 0.02),
                        Optional.empty());
        assertThat(MergeCase.numbers(merged, A)).isEqualTo(expected(close, close, 0.25));
        int kept = 0;
        for (float number : MergeCase.numbers(merged, A)) {
            kept += number != 0 ? 1 : 0;
        }
        assertThat(kept).isEqualTo(250);
    }

    /// From kept profiles nothing is read: a vector of bfloat16 needs no pass.
    @Test
    void keptProfilesSpareThePass() throws Exception {
        Random random = new Random(3);
        Vector vector =
                new Made("v", DType.BF16).with(A, numbers(random, 5000, DType.BF16)).asVector();
        VectorProfile profile =
                ProfilePass.run(
                        vector,
                        Optional.empty(),
                        Compute.onCpu(1),
                        new Progress(),
                        new Cancellation());
        Progress progress = new Progress();
        for (String method : List.of("ties", "metagpt")) {
            new Merger(Compute.onCpu(1), progress, new Cancellation())
                    .vectors(
                            Methods.of(method).orElseThrow(),
                            Optional.empty(),
                            List.of(vector),
                            new Chosen(Settings.standard(), 1),
                            List.of(Optional.of(profile)),
                            false);
        }
        assertThat(progress.total()).isZero();
    }
}
