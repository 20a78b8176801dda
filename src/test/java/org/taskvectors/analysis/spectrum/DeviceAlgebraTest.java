package org.taskvectors.analysis.spectrum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Algebra;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.ForwardingDevice;
import org.taskvectors.tensor.Matrix;
import org.taskvectors.tensor.Panel;

/// Whatever device a decomposition is given does its products.
class DeviceAlgebraTest {
    private static final int ROWS = 1040;
    private static final int COLUMNS = 1030;

    /// The processor under another name, which writes down what it is asked for.
    private static final class Other implements ForwardingDevice {
        @Override
        public Device device() {
            return CPU;
        }

        private final TreeSet<String> asked = new TreeSet<>();

        @Override
        public String label() {
            return "other";
        }

        @Override
        public Algebra algebra(double multiplications, int threads, Cancellation cancellation) {
            Algebra real = CPU.algebra(multiplications, threads, cancellation);
            return new Algebra() {
                @Override
                public Panel times(Matrix a, Panel z) throws IOException, CancelledException {
                    asked.add("A·Z");
                    return real.times(a, z);
                }

                @Override
                public Panel transposeTimes(Matrix a, Panel q)
                        throws IOException, CancelledException {
                    asked.add("Aᵀ·Q");
                    return real.transposeTimes(a, q);
                }

                @Override
                public Panel inner(Panel a, Panel b) throws IOException, CancelledException {
                    asked.add("AᵀB");
                    return real.inner(a, b);
                }

                @Override
                public Panel times(Panel y, Panel t) throws IOException, CancelledException {
                    asked.add("Y·T");
                    return real.times(y, t);
                }

                @Override
                public double residual(Matrix a, float[] left, float[] right, int rank)
                        throws IOException, CancelledException {
                    asked.add("residual");
                    return real.residual(a, left, right, rank);
                }
            };
        }
    }

    @Test
    void theDeviceDoesTheProducts() throws Exception {
        Other other = new Other();
        float[] elements = Matrices.make("falling", 1, ROWS, COLUMNS);
        try (FloatMatrix matrix = Matrices.matrix(elements, ROWS, COLUMNS, 1)) {
            TruncatedSvd svd =
                    TruncatedSvd.ofRank(matrix, 4, new Compute(other, 1), new Cancellation());
            svd.error(new float[ROWS * 4], new float[4 * COLUMNS], 4);

            assertThat(other.asked).containsExactly("A·Z", "AᵀB", "Aᵀ·Q", "Y·T", "residual");
            assertThat(svd.values().values())
                    .isEqualTo(
                            TruncatedSvd.ofRank(matrix, 4, Compute.onCpu(1), new Cancellation())
                                    .values()
                                    .values());
        }
    }
}
