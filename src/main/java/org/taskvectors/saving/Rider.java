package org.taskvectors.saving;

import org.taskvectors.file.Failure;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.UnitPlan;

/// What rides on the passes that save a checkpoint: a profiler, a checksum. A model in several
/// files takes a pass for each; each row of a pass is one tensor of the checkpoint, in their order,
/// and its one part is the block that is written.
public interface Rider {
    /// Nothing but the writer.
    Rider NONE = (_, _) -> _ -> _ -> {};

    /// The lane that rides on a pass.
    ///
    /// @param plan how the pass is cut
    /// @param first the checkpoint's tensor that is the pass's first row
    Lane lane(UnitPlan plan, int first);

    /// Returns what was found in some tensors whose pass is over, for a process that goes on after
    /// this one.
    ///
    /// @param first the first of the tensors
    /// @param count how many they are
    /// @throws Failure where the tensors are not what they have to be
    default String found(int first, int count) throws Failure {
        return "";
    }

    /// Takes what another process has found in some tensors, of which there is no pass then.
    ///
    /// @param found what [#found] returned there
    /// @throws IllegalArgumentException if it is damaged; nothing is taken then
    default void take(int first, int count, String found) {}
}
