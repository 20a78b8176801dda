package org.taskvectors.inference;

import java.util.Optional;
import org.taskvectors.device.torch.TestTorch;
import org.taskvectors.file.Failure;

/// All that holds of models on the processor holds of those on a device; the weights are those that
/// the device gives back.
class DeviceLiveModelTest extends LiveModelTest {
    @Override
    Optional<Batch> batch() {
        try {
            return Optional.of(TestTorch.on(TestTorch.processor()));
        } catch (Failure e) {
            throw new AssertionError(e);
        }
    }
}
