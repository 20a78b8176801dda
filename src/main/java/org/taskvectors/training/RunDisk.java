package org.taskvectors.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// What a run keeps beside its record. Each call leaves the disk in a state from which the run can
/// be gone on with, however it ends.
interface RunDisk {
    /// Writes the vector as it is now: an adapter, or a model where all weights are trained.
    ///
    /// @param folder what a broken-off attempt left there is replaced
    /// @return bytes of its weights
    /// @throws IOException a [Failure] if it cannot be written
    /// @throws CancelledException if it was cancelled
    long saveVector(Path folder, Cancellation cancellation) throws IOException, CancelledException;

    /// Writes what the run is gone on with after a step.
    ///
    /// @throws Failure if it cannot be written; what was there before is still there
    void saveState(int step) throws Failure;

    /// Fills the state with what was written last.
    ///
    /// @return the step after which that was; empty where there is none
    /// @throws IOException a [Failure] if it is damaged
    OptionalInt loadState() throws IOException;

    /// Removes a checkpoint.
    ///
    /// @throws Failure if that is impossible
    void remove(Path checkpoint) throws Failure;

    /// Removes what the run was gone on with, after its end.
    ///
    /// @throws Failure if that is impossible
    void removeState() throws Failure;
}
