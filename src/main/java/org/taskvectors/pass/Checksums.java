package org.taskvectors.pass;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import org.taskvectors.checkpoint.Fingerprint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.Kernels;

/// Computes the checksums of tensors and the fingerprint of all of them during a pass.
public final class Checksums {
    /// Maps rows to tensors.
    @FunctionalInterface
    public interface Places {
        /// Returns the index of the row's tensor; negative if the row does not count.
        int tensor(int row);
    }

    private final List<Tensor> tensors;
    private final AtomicLongArray sums;

    /// Prepares the checksums of tensors; each of their elements must pass exactly once.
    public Checksums(List<Tensor> tensors) {
        this.tensors = List.copyOf(tensors);
        sums = new AtomicLongArray(tensors.size());
    }

    /// Returns the fingerprint, once every element has passed.
    public String fingerprint() {
        return Fingerprint.of(entries());
    }

    /// Returns the tensors with their checksums, once every element has passed.
    public List<Fingerprint.Entry> entries() {
        List<Fingerprint.Entry> entries = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            entries.add(new Fingerprint.Entry(tensors.get(i), sums.get(i)));
        }
        return entries;
    }

    /// Returns the checksum of a tensor, once every element of it has passed.
    public long sum(int tensor) {
        return sums.get(tensor);
    }

    /// Takes the checksum of a tensor whose elements passed elsewhere.
    public void take(int tensor, long sum) {
        sums.set(tensor, sum);
    }

    /// Returns a lane that adds one block of each row to the checksums.
    ///
    /// @param places gives the tensor of each row
    /// @param block gives the block that counts
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
        public void block(Blocks blocks) throws IOException {
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
