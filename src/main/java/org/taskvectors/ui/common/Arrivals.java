package org.taskvectors.ui.common;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The newest state of some work, for the window, which may be slower than states come. The job
/// puts them, the window takes them.
///
/// @param <T> a state, a value
public final class Arrivals<T> {
    private volatile @Nullable T last;
    private final AtomicBoolean isAwaited = new AtomicBoolean();

    /// Puts a newer one.
    ///
    /// @return whether the window is on its way already, and will find this one too
    public boolean put(T state) {
        last = state;
        return isAwaited.getAndSet(true);
    }

    /// Puts a newer one that the window need not be told of.
    public void keep(T state) {
        last = state;
    }

    /// Returns the newest one for the window.
    public Optional<T> take() {
        isAwaited.set(false);
        return last();
    }

    /// Returns the newest one; empty where none came.
    public Optional<T> last() {
        return Optional.ofNullable(last);
    }
}
