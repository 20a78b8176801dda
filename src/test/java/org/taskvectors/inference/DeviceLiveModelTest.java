package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.device.torch.TestTorch;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;

/// All that holds of models on the processor holds of those on a device; the weights are those that
/// the device gives back, bit for bit what `apply` saves.
class DeviceLiveModelTest extends LiveModelTest {
    @TempDir private Path folder;

    @Override
    Optional<Batch> batch() {
        try {
            return Optional.of(TestTorch.on(TestTorch.processor()));
        } catch (Failure e) {
            throw new AssertionError(e);
        }
    }

    /// A text alone and texts together are products of other sizes, whose last digits differ.
    @Override
    boolean isSame(float[] together, float[] alone) {
        return Golden.difference(alone, 0, together, alone.length) < 0.02;
    }

    /// The caches are the device's.
    @Test
    @Override
    void whatCannotFitIsRefusedWithBothNumbers() {
        Path base = Path.of("assets", "sample", "base");
        Failure failure =
                catchThrowableOfType(Failure.class, () -> load(base, List.of(), false, 1_500_000));
        assertThat(failure.problem()).isEqualTo(InferenceProblem.OUT_OF_MEMORY);
        assertThat(failure.what())
                .contains("it takes 9.4 MB of memory beside that of CPU", "has 1.5 MB left");
    }

    @Test
    @Override
    void memoryIsKnownFromHeaders() throws Exception {
        Path base = tiny(folder.resolve("base"), DType.F16);
        Path vector =
                new TinyModel(5)
                        .tensor(TinyModel.in(0, "self_attn.q_proj"), DType.BF16, 0.1, 64, 64)
                        .write(folder.resolve("vector.safetensors"));
        MemoryEstimate estimate =
                models(() -> 1L << 33).estimate(request(base, List.of(vector), false));
        assertThat(estimate.total())
                .isEqualTo(estimate.weights() + estimate.edited() + estimate.vectors());
        DeviceEstimate device = estimate.device().orElseThrow();
        assertThat(device.label()).isEqualTo("CPU (libtorch)");
        assertThat(device.reason()).isEqualTo("a test");
        assertThat(device.available()).isEmpty();
        assertThat(device.fits()).isTrue();
        assertThat(device.edited()).isEqualTo(4L * 64 * (64 + 32 + 32));
        assertThat(device.vectors()).isEqualTo(2L * 64 * 64);
        // Two sides, keys and values, 3 layers, 2 heads of 16 float32.
        assertThat(device.caches()).isEqualTo(64 * 2 * 2L * 3 * 2 * 16 * 4);
        assertThat(device.total()).isEqualTo(estimate.total() + device.caches());
        assertThat(
                        models(() -> 1L << 33)
                                .estimate(request(base, List.of(vector), false).onProcessor())
                                .device())
                .isEmpty();
    }
}
