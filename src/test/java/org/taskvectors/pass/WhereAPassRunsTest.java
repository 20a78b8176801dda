package org.taskvectors.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.ForwardingDevice;
import org.taskvectors.ui.TestCheckpoint;

class WhereAPassRunsTest {
    @TempDir Path folder;

    /// One that fails after some blocks, and leaves the rest to the processor.
    private record Failing(AtomicInteger blocksLeft) implements ForwardingDevice {
        @Override
        public Device device() {
            return CPU;
        }

        @Override
        public String label() {
            return blocksLeft.get() > 0 ? "GPU 0" : CPU.label();
        }
    }

    @Test
    void theProgressSaysWhereEachUnitIsComputed() throws Exception {
        Path file =
                TestCheckpoint.write(
                        folder.resolve("a.safetensors"), 1, "a:1024", "b:1024", "c:1024");
        Failing device = new Failing(new AtomicInteger(2));
        Progress progress = new Progress();
        List<String> where = new CopyOnWriteArrayList<>();
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            List<Row> rows =
                    checkpoint.tensors().stream()
                            .map(tensor -> Row.of(checkpoint, tensor))
                            .toList();
            Lane lane =
                    _ ->
                            _ -> {
                                where.add(progress.runsOn());
                                device.blocksLeft().decrementAndGet();
                            };
            new BlockPass(rows).run(lane, new Compute(device, 1), progress, new Cancellation());
        }
        assertThat(where).containsExactly("GPU 0", "GPU 0", "CPU");
        assertThat(progress.runsOn()).as("nothing runs any more").isEmpty();
    }
}
