package org.taskvectors.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;

class SignedMagnitudesTest {
    /// NumPy's counts: src/test/oracle/signed_magnitudes.py.
    @Test
    void countsWhatNumPyCounts() throws Exception {
        try (Checkpoint checkpoint =
                Checkpoints.open(Path.of("src/test/oracle/comparison/full.safetensors"))) {
            Tensor tensor =
                    checkpoint.tensors().stream()
                            .filter(one -> one.name().equals("lm_head.weight"))
                            .findFirst()
                            .orElseThrow();

            SignedMagnitudes counts =
                    SignedMagnitudes.of(
                            checkpoint, tensor, 1e-3, 0.03, 4, new Progress(), new Cancellation());

            assertThat(counts.negative()).containsExactly(8L, 32L, 47L, 24L);
            assertThat(counts.positive()).containsExactly(16L, 27L, 57L, 22L);
        }
    }
}
