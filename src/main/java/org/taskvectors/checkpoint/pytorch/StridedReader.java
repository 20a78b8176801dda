package org.taskvectors.checkpoint.pytorch;

import java.lang.foreign.MemorySegment;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// Reads tensors whose elements do not lie in the order of reading: transposed matrices, slices,
/// views that repeat. Safe for several threads.
///
/// Callers read block by block. The elements of one block of a transposed matrix lie all over the
/// file, so this gathers slabs of many blocks at once and keeps each until it was read.
final class StridedReader implements AutoCloseable {
    /// The least elements of a slab: as many as a pass gives to one thread at a time, so that
    /// threads do not wait for each other.
    private static final long SLAB = 1 << 20;

    private static final long LARGEST_SLAB_BYTES = 32L << 20;

    /// Bytes that a slab takes from one place, where its size allows: reading as little costs as
    /// much as the call.
    private static final long STRIP_BYTES = 1 << 10;

    /// What lies together in pieces of that many bytes is read without slabs.
    private static final long LONG_RUN = 1 << 11;

    private final ReadableFile file;
    private final SlabCache slabs;

    StridedReader(ReadableFile file) {
        this.file = file;
        this.slabs =
                new SlabCache((stored, first, target) -> Gather.fill(file, stored, first, target));
    }

    /// Fills `target` with the elements from `firstElement` on.
    void read(StoredTensor stored, long firstElement, MemorySegment target) throws Failure {
        int width = stored.tensor().dtype().bytes();
        long slab = slabElements(stored);
        long count = target.byteSize() / width;
        if (stored.run() * width >= LONG_RUN || count >= slab) {
            Gather.fill(file, stored, firstElement, target);
            return;
        }
        long done = 0;
        while (done < count) {
            long at = firstElement + done;
            long within = at % slab;
            long some = Math.min(slab - within, count - done);
            slabs.copy(
                    stored,
                    at - within,
                    Math.min(slab, stored.tensor().elements() - (at - within)),
                    within * width,
                    target.asSlice(done * width, some * width));
            done += some;
        }
    }

    /// Returns the bytes of native memory that are held now.
    long bytes() {
        return slabs.bytes();
    }

    @Override
    public void close() {
        slabs.close();
    }

    /// Returns how many elements are gathered together.
    private static long slabElements(StoredTensor stored) {
        int width = stored.tensor().dtype().bytes();
        long run = stored.run();
        long closest = Long.MAX_VALUE;
        long size = 1;
        long below = 1;
        long inner = 1;
        for (int i = stored.tensor().shape().rank() - 1; i >= 0; i--) {
            long stride = stored.strides().get(i);
            if (inner >= run
                    && stride > 0
                    && stride < closest
                    && stored.tensor().shape().size(i) > 1) {
                closest = stride;
                size = stored.tensor().shape().size(i);
                below = inner;
            }
            inner *= stored.tensor().shape().size(i);
        }
        long slab = SLAB;
        long wanted = Math.min(size, STRIP_BYTES / width);
        while (slab / below < wanted && 2 * slab * width <= LARGEST_SLAB_BYTES) {
            slab *= 2;
        }
        return slab;
    }
}
