package org.taskvectors.inference.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.taskvectors.ChildJvm;

/// What the other tests of kernels ask of this processor, asked of narrower ones and of one that
/// cannot multiply and add in one step. Each is a process of its own.
class KernelsOfOtherProcessorsTest {
    static Stream<Integer> vectorBytes() {
        return ChildJvm.VECTOR_BYTES.stream();
    }

    @ParameterizedTest
    @MethodSource("vectorBytes")
    void theKernelsHold(int bytes) throws Exception {
        // Vector code is what is compiled; without the option the compiler would come to it late.
        assertThat(
                        ChildJvm.run(
                                List.of(
                                        "-XX:MaxVectorSize=" + bytes,
                                        "-XX:CompileThresholdScaling=0.1"),
                                Checks.class))
                .contains("all hold");
    }

    @Test
    void withoutFusedStepsTheScalarTwinRuns() throws Exception {
        assertThat(ChildJvm.run(List.of("-XX:-UseFMA"), Twin.class))
                .contains("ScalarModelKernels", "ScalarBakeKernels");
    }

    /// The properties of the other tests, on numbers drawn in a fixed order.
    static final class Checks {
        private static final int ROUNDS = 25;

        private Checks() {}

        @SuppressWarnings("JUnitMethodInvoked") // in another process
        public static void main(String[] arguments) {
            PrintStream out = System.out;
            Random random = new Random(10);
            ModelKernelsTest test = new ModelKernelsTest();
            for (int round = 0; round < ROUNDS; round++) {
                boolean one = random.nextBoolean();
                boolean other = random.nextBoolean();
                long seed = random.nextLong();
                int small = 2 + random.nextInt(12);
                int large = 2 + random.nextInt(300);
                test.productsAreSumsOfProducts(40 - small, large, small, one, other, seed);
                test.howTheWorkIsCutChangesNoDigit(40 - small, large, small, one, other, seed);
                test.numbersAreReadExactlyAndWrittenWithOneRounding(large, seed);
                test.normsAreTheirFormulas(large, one, seed);
                test.ropeTurnsPairs(3, 2 * small, one, seed);
                test.attentionIsCausalAndWeighsValues(
                        3, 8 * small, large % 40, small % 6 + 1, small, one, other, seed);
                test.sumsOverAVocabulary(10 * large, seed);
                new BakeKernelsTest()
                        .everyElementIsTheSumInTheOrderOfItsTerms(
                                10 * large, small % 4, one, other, seed);
            }
            test.activationsAreTheirFormulas();
            test.activationsOfWhatIsNotFiniteAreNotMadeFinite();
            test.theCapIsTanh();
            test.theExponentialIsWithinTwoUnitsInTheLastPlace();
            out.println("all hold");
        }
    }

    /// Says which twins are taken.
    static final class Twin {
        private Twin() {}

        public static void main(String[] arguments) {
            PrintStream out = System.out;
            out.println(ModelKernels.best().getClass());
            out.println(BakeKernels.best().getClass());
        }
    }
}
