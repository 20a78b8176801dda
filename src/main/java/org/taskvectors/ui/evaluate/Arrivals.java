package org.taskvectors.ui.evaluate;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.taskvectors.evaluation.Study;

/// The newest state of an evaluation, for the window, which may be slower than states come. The job
/// puts them, the window takes them.
final class Arrivals {
    private volatile @Nullable Study last;
    private final AtomicBoolean isAwaited = new AtomicBoolean();

    /// Puts a newer one.
    ///
    /// @return whether the window is on its way already, and will find this one too
    boolean put(Study study) {
        last = study;
        return isAwaited.getAndSet(true);
    }

    /// Returns the newest one for the window.
    Optional<Study> take() {
        isAwaited.set(false);
        return last();
    }

    /// Returns the newest one; empty where none came.
    Optional<Study> last() {
        return Optional.ofNullable(last);
    }
}
