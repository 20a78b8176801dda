package org.taskvectors.device.torch;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.taskvectors.file.Failure;

/// libtorch for tests: from where the build lays it out, unpacked there if it is not.
final class TestTorch {
    private TestTorch() {}

    static Libtorch start() throws Failure {
        try {
            return Libtorch.start(List.of(), Path.of("target", "workbench", "libtorch"), 2);
        } catch (Failure e) {
            Assumptions.assumeTrue(
                    e.problem() != TorchProblem.NO_LIBRARIES, "libtorch is not here: " + e.what());
            throw e;
        }
    }

    /// Returns the largest difference as a share of the largest logit.
    static double difference(double[] wanted, float[] got) {
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < wanted.length; i++) {
            largest = Math.max(largest, Math.abs(wanted[i]));
            worst = Math.max(worst, Math.abs(wanted[i] - got[i]));
        }
        return worst / largest;
    }
}
