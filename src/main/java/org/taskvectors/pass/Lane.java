package org.taskvectors.pass;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.tensor.Kernels;

/// What rides on a pass: a writer, a profiler, a checksum. Each thread of the pass has a share of
/// its own, so that nothing is shared while blocks are done.
@FunctionalInterface
public interface Lane {
    /// One thread's share, made on that thread.
    ///
    /// @param kernels the thread's
    Share share(Kernels kernels) throws IOException;

    /// What a thread does with the units that fall to it.
    interface Share extends AutoCloseable {
        /// Called before the blocks of a unit.
        default void begin(Unit unit) {}

        /// Called with each block of the unit, in their order.
        void block(Blocks blocks) throws IOException;

        /// Called after the last block of a unit.
        default void end(Unit unit) throws IOException {}

        /// Called once after the thread's last unit, also after a failure.
        @Override
        default void close() {}
    }

    /// Several lanes over the same blocks, in this order: read once, written, measured and summed.
    static Lane together(List<Lane> lanes) {
        return kernels -> {
            List<Share> shares = new ArrayList<>();
            for (Lane lane : lanes) {
                shares.add(lane.share(kernels));
            }
            return together(shares);
        };
    }

    private static Share together(Iterable<Share> shares) {
        return new Share() {
            @Override
            public void begin(Unit unit) {
                shares.forEach(share -> share.begin(unit));
            }

            @Override
            public void block(Blocks blocks) throws IOException {
                for (Share share : shares) {
                    share.block(blocks);
                }
            }

            @Override
            public void end(Unit unit) throws IOException {
                for (Share share : shares) {
                    share.end(unit);
                }
            }

            @Override
            public void close() {
                shares.forEach(Share::close);
            }
        };
    }
}
