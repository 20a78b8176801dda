package org.taskvectors.accelerator;

import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;

/// Decides what becomes of a job whose device failed: its memory is full, or it is gone. Called on
/// the job's own thread, which may wait for a person's answer.
@FunctionalInterface
public interface DeviceTrouble {
    /// What may become of it.
    enum Answer {
        /// It goes on on the processor, from the block where it stood.
        GO_ON,
        /// It ends with the failure.
        STOP
    }

    /// Returns what becomes of it.
    ///
    /// @param device the one that failed
    /// @param failure what went wrong
    /// @param cancellation of the job: where it is cancelled while a person thinks, the answer is
    ///   [Answer#GO_ON], and the job ends as cancelled
    Answer ask(Accelerator device, Failure failure, Cancellation cancellation);
}
