package org.taskvectors.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import org.taskvectors.checkpoint.Fingerprint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.Kernels;

/// The checksums of tensors, and the fingerprint of all of them, from what passes over them.
public final class Checksums {
    /// Which tensor a row's blocks belong to.
    @FunctionalInterface
    public interface Places {
        /// The tensor's number; negative where the row's blocks do not count.
        int tensor(int row);
    }

    private final List<Tensor> tensors;
    private final AtomicLongArray sums;

    /// Of these tensors, all of whose elements have to pass once.
    public Checksums(List<Tensor> tensors) {
        this.tensors = List.copyOf(tensors);
        sums = new AtomicLongArray(tensors.size());
    }

    /// The fingerprint, once every element has passed.
    public String fingerprint() {
        List<Fingerprint.Entry> entries = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            entries.add(new Fingerprint.Entry(tensors.get(i), sums.get(i)));
        }
        return Fingerprint.of(entries);
    }

    /// A lane that sums the checksum of one block of each row.
    ///
    /// @param places which tensor each row's block is a part of
    /// @param block the block that counts
    public Lane lane(Places places, Function<Blocks, Block> block) {
        return kernels -> new Share(places, block, kernels);
    }

    private final class Share implements Lane.Share {
        private final Places places;
        private final Function<Blocks, Block> block;
        private final Kernels kernels;
        private int tensor;
        private long sum;

        Share(Places places, Function<Blocks, Block> block, Kernels kernels) {
            this.places = places;
            this.block = block;
            this.kernels = kernels;
        }

        @Override
        public void begin(Unit unit) {
            tensor = places.tensor(unit.row());
            sum = 0;
        }

        @Override
        public void block(Blocks blocks) {
            if (tensor >= 0) {
                Block counted = block.apply(blocks);
                long position = blocks.first() * counted.dtype().bits() / 8;
                sum += kernels.checksum(counted.bytes(), position);
            }
        }

        @Override
        public void end(Unit unit) {
            if (tensor >= 0) {
                sums.addAndGet(tensor, sum);
            }
        }
    }
}
