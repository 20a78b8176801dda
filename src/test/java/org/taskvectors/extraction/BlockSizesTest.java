package org.taskvectors.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.PairPass;
import org.taskvectors.analysis.ProfilePass;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.ForwardingDevice;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.ui.TestCheckpoint;

/// Neither the size of a device's blocks nor the kind of its kernels nor the number of threads
/// changes a digit of what is measured.
class BlockSizesTest {
    @TempDir Path folder;

    /// @param bytesToRead what the processor is told of, whatever is really read: few choose its
    ///   scalar kernels
    private record Blocks(int blockBytes, long bytesToRead) implements ForwardingDevice {
        @Override
        public Device device() {
            return CPU;
        }

        @Override
        public String label() {
            return CPU.label();
        }

        @Override
        public Kernels kernels(long ignored) {
            return CPU.kernels(bytesToRead);
        }
    }

    @Test
    void blocksChangeNoDigit() throws Exception {
        String[] tensors = {"a.weight:1100x1001", "b.weight:1023", "c.weight:33x1024"};
        Path base = TestCheckpoint.write(folder.resolve("base.safetensors"), 1, tensors);
        Path tuned = TestCheckpoint.write(folder.resolve("tuned.safetensors"), 2, tensors);

        List<Object> expected = measured(base, tuned, new Blocks(1 << 16, 0), 1);

        assertThat(expected).hasSize(3);
        // The longest are whole units.
        for (int blockBytes : new int[] {1 << 13, 1 << 16, 1 << 19, 1 << 22}) {
            for (long bytes : new long[] {0, Long.MAX_VALUE}) {
                assertThat(measured(base, tuned, new Blocks(blockBytes, bytes), 2))
                        .as("blocks of " + blockBytes + ", told of " + bytes)
                        .isEqualTo(expected);
            }
        }
    }

    private static List<Object> measured(Path basePath, Path tunedPath, Device device, int threads)
            throws IOException, CancelledException {
        Compute compute = new Compute(device, threads);
        Progress progress = new Progress();
        Cancellation cancellation = new Cancellation();
        List<Object> found = new ArrayList<>();
        try (Checkpoint base = Checkpoints.open(basePath);
                Checkpoint tuned = Checkpoints.open(tunedPath)) {
            DifferencePass pass =
                    new DifferencePass(
                            base, tuned, PairChecker.check(base, tuned, Policies.DEFAULT));
            pass.run((_, _, _) -> {}, compute, progress, cancellation);
            found.add(pass.profiles());
            found.add(
                    ProfilePass.run(tuned, Optional.of(base), compute, progress, cancellation)
                            .tensors());
            found.add(PairPass.run(List.of(base, tuned), compute, progress, cancellation));
        }
        return found;
    }
}
