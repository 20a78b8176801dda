package org.taskvectors.saving;

import org.taskvectors.pass.Lane;
import org.taskvectors.pass.UnitPlan;

/// What rides on the pass that saves a checkpoint: a profiler, a checksum. Each row of the pass is
/// one tensor of the checkpoint, in their order; its one part is the block that is written.
@FunctionalInterface
public interface Rider {
    /// Nothing but the writer.
    Rider NONE = _ -> _ -> _ -> {};

    /// The lane that rides.
    ///
    /// @param plan how the pass is cut
    Lane lane(UnitPlan plan);
}
