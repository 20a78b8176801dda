package org.taskvectors.pass;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.tensor.Kernels;

/// A lane rides on a pass and receives its blocks: a writer, a profiler, a checksum. Each thread of
/// the pass has a share of its own, so threads share nothing while they handle blocks.
@FunctionalInterface
public interface Lane {
    /// Creates one thread's share, on that thread.
    ///
    /// @param kernels the thread's kernels
    Share share(Kernels kernels) throws IOException;

    /// Whether it asks for the blocks that computed elements came from ([Blocks#sides]), which
    /// readers know for short blocks only.
    default boolean readsSides() {
        return false;
    }

    /// Handles the units of one thread.
    interface Share extends AutoCloseable {
        /// Called before the first block of a unit.
        default void begin(Unit unit) {}

        /// Called with the blocks of the unit, in their order.
        void block(Blocks blocks) throws IOException;

        /// Called after the last block of a unit.
        default void end(Unit unit) throws IOException {}

        /// Called once after the thread's last unit, also after a failure.
        @Override
        default void close() {}
    }

    /// Returns one lane that gives each block to several, in this order: read once, written,
    /// measured and summed.
    static Lane together(List<Lane> lanes) {
        return new Lane() {
            @Override
            public Share share(Kernels kernels) throws IOException {
                List<Share> shares = new ArrayList<>();
                for (Lane lane : lanes) {
                    shares.add(lane.share(kernels));
                }
                return together(shares);
            }

            @Override
            public boolean readsSides() {
                return lanes.stream().anyMatch(Lane::readsSides);
            }
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
