package org.taskvectors.evaluation;

import java.util.Optional;
import org.taskvectors.device.torch.TestTorch;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Batch;

/// The same numbers by models that run on a device.
class DeviceLmEvalTest extends LmEvalTest {
    @Override
    Optional<Batch> batch() {
        try {
            return Optional.of(TestTorch.on(TestTorch.processor()));
        } catch (Failure e) {
            throw new AssertionError(e);
        }
    }
}
