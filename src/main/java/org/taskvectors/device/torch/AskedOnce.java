package org.taskvectors.device.torch;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.DeviceTrouble;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.tensor.OffloadedKernels;

/// What becomes of one pass when its device fails: it is asked once, whichever of the pass's
/// threads notices it first; the others wait for the same answer as soon as they notice it too.
final class AskedOnce implements OffloadedKernels.Rescue {
    private final Accelerator accelerator;
    private final DeviceTrouble trouble;
    private final Cancellation cancellation;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile boolean isWithoutDevice;

    /// The failure that the pass ends with; guarded by the lock.
    private @Nullable Failure end;

    AskedOnce(Accelerator accelerator, DeviceTrouble trouble, Cancellation cancellation) {
        this.accelerator = accelerator;
        this.trouble = trouble;
        this.cancellation = cancellation;
    }

    @Override
    public boolean isWithoutDevice() {
        return isWithoutDevice;
    }

    @Override
    public void decide(Failure failure) throws Failure {
        asking.lock();
        try {
            if (end == null && !isWithoutDevice) {
                switch (trouble.ask(accelerator, failure, cancellation)) {
                    case GO_ON -> isWithoutDevice = true;
                    case STOP -> end = failure;
                }
            }
            Optional<Failure> decided = Optional.ofNullable(end);
            if (decided.isPresent()) {
                throw decided.get();
            }
        } finally {
            asking.unlock();
        }
    }
}
