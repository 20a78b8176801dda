package org.taskvectors.checkpoint.adapter;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.tensor.LowRankFactors;
import org.taskvectors.tensor.LowRankKernels;

/// Computes s·B·A for one thread, and holds the decoded factors until it is closed.
record ProductReader(Change.Product product, FactorCache.Use use, LowRankKernels kernels)
        implements TensorReader {
    @Override
    public void read(long first, MemorySegment target) throws IOException {
        InParts.reader(product.tensor(), this::compute).read(first, target);
    }

    /// Computes elements of the matrices of a stack one after the other.
    private void compute(long first, int count, MemorySegment into) {
        List<LowRankFactors> all = use.all();
        long elements = product.tensor().elements() / all.size();
        int some;
        for (int done = 0; done < count; done += some) {
            long at = first + done;
            some = (int) Math.min(count - done, elements - at % elements);
            kernels.product(
                    all.get((int) (at / elements)),
                    at % elements,
                    some,
                    into.asSlice(4L * done, 4L * some));
        }
    }

    @Override
    public long grain() {
        return FactorReader.columns(FactorReader.matrix(product));
    }

    @Override
    public void close() {
        use.close();
    }
}
