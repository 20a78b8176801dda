package org.taskvectors.checkpoint.pytorch;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// Gathers the elements of tensors that do not lie in the order of reading: transposed matrices,
/// slices, views that repeat. Where elements lie alone, whole pages are read and kept for the next
/// rows, so that a transposed matrix is read about once and not once a row.
final class StridedReader {
    private static final int PAGE_BYTES = 1 << 12;

    /// 16 MiB: a page for each column of a wide transposed matrix.
    private static final int MOST_PAGES = 4_096;

    private final ReadableFile file;
    private final Map<Long, MemorySegment> pages =
            new LinkedHashMap<>(16, 0.75f, true) {
                @java.io.Serial private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, MemorySegment> eldest) {
                    return size() > MOST_PAGES;
                }
            };

    StridedReader(ReadableFile file) {
        this.file = file;
    }

    /// Fills `target` with the elements from `firstElement` on. One thread at a time: such tensors
    /// are rare, and threads would only take each other's pages.
    synchronized void read(StoredTensor stored, long firstElement, MemorySegment target)
            throws Failure {
        int width = stored.tensor().dtype().bytes();
        long run = stored.run();
        long count = target.byteSize() / width;
        Walk walk = new Walk(stored, firstElement);
        long done = 0;
        while (done < count) {
            long whole = Math.min(run - (firstElement + done) % run, count - done);
            MemorySegment part = target.asSlice(done * width, whole * width);
            long position = stored.position() + walk.offset() * width;
            if (whole * width >= PAGE_BYTES) {
                file.read(position, part);
            } else {
                copy(position, part);
            }
            done += whole;
            if (done < count) {
                walk.forward(whole);
            }
        }
    }

    private void copy(long position, MemorySegment target) throws Failure {
        long done = 0;
        while (done < target.byteSize()) {
            long at = position + done;
            MemorySegment page = page(at / PAGE_BYTES);
            long within = at % PAGE_BYTES;
            long count = Math.min(PAGE_BYTES - within, target.byteSize() - done);
            if (within + count > page.byteSize()) {
                // The page ends with the file, which became shorter: reading says so.
                file.read(at, target.asSlice(done, count));
            } else {
                MemorySegment.copy(page, within, target, done, count);
            }
            done += count;
        }
    }

    private MemorySegment page(long number) throws Failure {
        @Nullable MemorySegment page = pages.get(number);
        if (page == null) {
            long begin = number * PAGE_BYTES;
            page = MemorySegment.ofArray(new byte[(int) Math.min(PAGE_BYTES, file.size() - begin)]);
            file.read(begin, page);
            pages.put(number, page);
        }
        return page;
    }

    /// A place in a tensor that goes forward in the order of reading.
    private static final class Walk {
        private final long[] sizes;
        private final long[] strides;
        private final long[] index;
        private long offset;

        Walk(StoredTensor stored, long firstElement) {
            sizes = stored.tensor().shape().sizes();
            strides = stored.strides().stream().mapToLong(Long::longValue).toArray();
            index = new long[sizes.length];
            long rest = firstElement;
            for (int i = sizes.length - 1; i >= 0; i--) {
                index[i] = rest % sizes[i];
                rest /= sizes[i];
                offset += index[i] * strides[i];
            }
        }

        /// Elements from the tensor's first one.
        long offset() {
            return offset;
        }

        void forward(long elements) {
            long carry = elements;
            for (int i = sizes.length - 1; i >= 0 && carry > 0; i--) {
                long sum = index[i] + carry;
                long now = sum % sizes[i];
                carry = sum / sizes[i];
                offset += (now - index[i]) * strides[i];
                index[i] = now;
            }
        }
    }
}
