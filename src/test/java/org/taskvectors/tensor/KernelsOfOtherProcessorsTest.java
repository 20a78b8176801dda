package org.taskvectors.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.taskvectors.ChildJvm;

/// What the other tests of kernels ask of this processor, asked of narrower ones and of one that
/// cannot multiply and add in one step. Each is a process of its own.
class KernelsOfOtherProcessorsTest {
    static Stream<List<String>> processors() {
        return Stream.of(
                List.of("-XX:MaxVectorSize=16"),
                List.of("-XX:MaxVectorSize=32"),
                List.of("-XX:MaxVectorSize=64"),
                List.of("-XX:-UseFMA"));
    }

    @ParameterizedTest
    @MethodSource("processors")
    void theKernelsHold(List<String> options) throws Exception {
        // Vector code is what is compiled; without the option the compiler would come to it late.
        assertThat(
                        ChildJvm.run(
                                Stream.concat(
                                                options.stream(),
                                                Stream.of("-XX:CompileThresholdScaling=0.1"))
                                        .toList(),
                                Checks.class))
                .contains("all hold");
    }

    /// A fused step that Java computes takes a thousand times as long.
    @Test
    void withoutFusedStepsNothingCrawls() throws Exception {
        assertThat(ChildJvm.run(List.of("-XX:-UseFMA"), Products.class)).contains("fused false");
    }

    /// The properties of the other tests, on numbers drawn in a fixed order.
    static final class Checks {
        private static final int ROUNDS = 25;
        private static final List<DType> FLOATING =
                List.of(DType.F64, DType.F32, DType.F16, DType.BF16, DType.F8_E4M3, DType.F8_E5M2);
        private static final List<DType> STORED = List.of(DType.F32, DType.F16, DType.BF16);

        private final Random random = new Random(10);

        private <T> T any(List<T> values) {
            return values.get(random.nextInt(values.size()));
        }

        private int upTo(int most) {
            return 1 + random.nextInt(most);
        }

        public static void main(String[] arguments) throws Exception {
            PrintStream out = System.out;
            out.println(FloatVector.SPECIES_PREFERRED);
            Checks checks = new Checks();
            for (int round = 0; round < ROUNDS; round++) {
                checks.kernels();
                checks.algebra();
            }
            out.println("all hold");
        }

        private void kernels() {
            KernelsTest test = new KernelsTest();
            KernelsTest.Filling filling = any(List.of(KernelsTest.Filling.values()));
            test.differencesAgree(
                    any(FLOATING),
                    any(FLOATING),
                    any(STORED),
                    filling,
                    upTo(4096),
                    random.nextLong());
            test.bfloat16DifferencesAgree(filling, upTo(5000), random.nextLong());
            test.jointSumsAgree(filling, upTo(3000), 1 + upTo(3), random.nextLong());
            test.squaresOfTheBaseAgree(
                    any(FLOATING), any(STORED), filling, upTo(5000), random.nextLong());
            test.checksumsAgreeAndAddUp(upTo(5000), upTo(600), random.nextLong());
        }

        private void algebra() {
            new FourBitKernelsTest()
                    .everyWeightIsItsCodesNumberTimesItsBlocksScale(
                            upTo(9),
                            upTo(70),
                            random.nextInt(6),
                            random.nextInt(4),
                            random.nextLong());
            new LowRankKernelsTest()
                    .everyElementIsTheSumInTheOrderOfItsTerms(
                            upTo(9), upTo(9), upTo(150), random.nextBoolean(), random.nextLong());
            MatrixKernelsTest matrices = new MatrixKernelsTest();
            matrices.productsOfFloatsAgreeInEveryDigit(
                    upTo(300), random.nextBoolean(), random.nextLong());
            matrices.productsOfDoublesAgreeInEveryDigit(
                    upTo(200), random.nextBoolean(), random.nextLong());
            matrices.rowsAgreeInEveryDigit(upTo(3000), random.nextLong());
            matrices.multiplesAndRotationsAgreeInEveryDigit(upTo(100), random.nextLong());
        }
    }

    /// As many steps as take a minute where each is computed, and no second where it is not.
    static final class Products {
        private static final int DEPTH = 256;
        private static final int CALLS = 200;

        private Products() {}

        public static void main(String[] arguments) {
            PrintStream out = System.out;
            out.println("fused " + Fused.IN_HARDWARE);
            long began = System.nanoTime();
            products(MatrixKernels.of(1));
            products(MatrixKernels.of(1e15));
            double seconds = (System.nanoTime() - began) / 1e9;
            if (seconds > 10) {
                throw new IllegalStateException("it crawls: " + seconds + " s");
            }
        }

        private static void products(MatrixKernels kernels) {
            int floats = kernels.floatWidth();
            float[] left = new float[4 * DEPTH];
            float[] right = new float[DEPTH * floats];
            Arrays.fill(left, 0.3f);
            Arrays.fill(right, 0.7f);
            int doubles = kernels.doubleWidth();
            double[] wideLeft = new double[4 * DEPTH];
            double[] wideRight = new double[DEPTH * doubles];
            Arrays.fill(wideLeft, 0.3);
            Arrays.fill(wideRight, 0.7);
            double[] sums = new double[4 * Math.max(floats, doubles)];
            for (int call = 0; call < CALLS; call++) {
                kernels.addProduct(left, 0, DEPTH, 1, right, 0, floats, DEPTH, sums, 0, floats);
                kernels.addProduct(
                        wideLeft, 0, DEPTH, 1, wideRight, 0, doubles, DEPTH, sums, 0, doubles);
            }
        }
    }
}
