package org.taskvectors.evaluation;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.LiveModel;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// A model in memory with vectors on it, as an evaluation asks it.
public interface AskedModel extends ModelFrame {
    /// Lets a side read while no other caller turns the knobs.
    ///
    /// @param knobs how the vectors are laid on the edited side, which is baked anew where they
    ///   changed; empty for the base
    /// @param reading what is read; it keeps nothing of what it is given
    /// @throws IOException if vectors cannot be read any more, or what `reading` throws
    <T> T ask(Optional<List<Knob>> knobs, Reading<T> reading, Cancellation cancellation)
            throws IOException, CancelledException;

    /// Returns the fingerprint of a side: that of the model which `apply` would save.
    ///
    /// @param knobs how the vectors are laid on the edited side; empty for the base
    String fingerprint(Optional<List<Knob>> knobs, Cancellation cancellation)
            throws IOException, CancelledException;

    /// Something that a side reads.
    ///
    /// @param <T> what comes of it
    @FunctionalInterface
    interface Reading<T> {
        /// @throws IOException a [org.taskvectors.file.Failure] if it cannot be read
        T read(Asked asked) throws IOException, CancelledException;
    }

    /// Returns a model that has no other callers.
    static AskedModel of(LiveModel live, int context) {
        return new OwnModel(live, context);
    }
}
