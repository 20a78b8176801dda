package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.device.torch.TestTorch;
import org.taskvectors.device.torch.TorchProblem;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;

/// What becomes of a model whose device fails while the model is moved there: a person decides.
class RefusedDeviceTest {
    @TempDir private Path temporary;
    private final List<String> asked = new ArrayList<>();
    private FailingDevice device;
    private boolean goesOn;

    @BeforeEach
    void make() throws Exception {
        device = new FailingDevice(TestTorch.on(TestTorch.processor()));
    }

    private LiveRequest request() throws Exception {
        return new LiveRequest(
                Located.of(LiveModelTest.tiny(temporary.resolve("base"), DType.BF16)),
                List.of(),
                64,
                Compute.onCpu(1),
                false);
    }

    private LiveModel load(LiveRequest request) throws Exception {
        return new LiveModels(
                        Optional.of(device),
                        (label, failure, _) -> {
                            asked.add(label + ": " + failure.problem().name());
                            return goesOn;
                        })
                .load(request, new Progress(), new Cancellation());
    }

    @Test
    void itRunsOnTheProcessorWhereThatIsWanted() throws Exception {
        goesOn = true;
        device.hasRoomFor(0);

        try (LiveModel model = load(request())) {
            assertThat(model.facts().place()).isEqualTo(ModelPlace.PROCESSOR);
            assertThat(model.facts().arithmetic()).isEqualTo("bfloat16");
        }
        assertThat(asked).containsExactly("GPU 7: OUT_OF_DEVICE_MEMORY");
        assertThat(device.open()).isZero();
    }

    @Test
    void itIsNotLoadedWhereItIsNotWanted() throws Exception {
        LiveRequest request = request();
        device.failAt(
                "put", 0, Failure.of(TorchProblem.DEVICE_GONE, null, "the device is gone", ""));

        Failure failure = catchThrowableOfType(Failure.class, () -> load(request).close());

        assertThat(failure.problem()).isEqualTo(TorchProblem.DEVICE_GONE);
        assertThat(asked).containsExactly("GPU 7: DEVICE_GONE");
        assertThat(device.open()).isZero();
    }

    @Test
    void aModelThatIsDamagedIsNoQuestionOfTheDevice() throws Exception {
        goesOn = true;
        LiveRequest request =
                new LiveRequest(
                        Located.of(temporary.resolve("none")),
                        List.of(),
                        64,
                        Compute.onCpu(1),
                        false);

        assertThat(catchThrowableOfType(Failure.class, () -> load(request).close())).isNotNull();
        assertThat(asked).isEmpty();
    }

    @Test
    void aModelOnADeviceSaysSo() throws Exception {
        try (LiveModel model = load(request())) {
            assertThat(model.facts().place().words())
                    .isEqualTo("it runs on GPU 7 until it is unloaded");
            assertThat(model.facts().place().isProcessor()).isFalse();
            assertThat(model.facts().arithmetic()).isEqualTo("bfloat16 on GPU 7");
        }
    }
}
