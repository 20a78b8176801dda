package org.taskvectors.checkpoint.pytorch;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// Fills memory with elements of a tensor whose order in the file is not the order of reading.
///
/// A range of elements is cut into boxes, each a nest of axes. The axes along which elements lie
/// close together in the file are read as one strip; strips along the axis that runs fastest in
/// memory are collected in a scratch buffer and then laid out together, so that memory is written
/// by whole cache lines, and each byte of the file is read once.
final class Gather implements AutoCloseable {
    /// A gap of that many bytes is read as fast as it is skipped by another system call.
    private static final long GAP = 1 << 12;

    /// Sixteen strips fit the scratch buffer, so that even the longest are laid out by cache lines.
    private static final long LONGEST_STRIP = 1 << 13;

    private static final long SCRATCH = 1 << 17;

    /// Bytes that are written one behind the other, where strips allow.
    private static final long LINE = 256;

    /// Strips of a power of two would fall on few places of the processor's cache.
    private static final long PADDING = 64;

    private final ReadableFile file;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment scratch = arena.allocate(SCRATCH + 16 * PADDING, 64);
    private final MemorySegment target;
    private final int width;
    private final long[] sizes;
    private final long[] strides;

    /// Elements of one step along each dimension, in the order of reading.
    private final long[] inner;

    private Gather(ReadableFile file, StoredTensor stored, MemorySegment target) {
        this.file = file;
        this.target = target;
        width = stored.tensor().dtype().bytes();
        sizes = stored.tensor().shape().sizes();
        strides = stored.strides().stream().mapToLong(Long::longValue).toArray();
        inner = new long[sizes.length];
        long elements = 1;
        for (int i = sizes.length - 1; i >= 0; i--) {
            inner[i] = elements;
            elements *= sizes[i];
        }
    }

    /// Fills `target` with the elements of `stored` from `firstElement` on.
    static void fill(
            ReadableFile file, StoredTensor stored, long firstElement, MemorySegment target)
            throws Failure {
        try (Gather gather = new Gather(file, stored, target)) {
            long count = target.byteSize() / gather.width;
            gather.range(0, firstElement, firstElement + count, stored.position(), 0);
        }
    }

    /// Elements along one dimension.
    ///
    /// @param from bytes from one to the next in the file
    /// @param to bytes from one to the next in memory
    private record Axis(long length, long from, long to) {
        static final Axis NONE = new Axis(1, 0, 0);

        Axis each(long of) {
            return new Axis(length / of, from * of, to * of);
        }

        Axis withLength(long other) {
            return new Axis(other, from, to);
        }
    }

    /// Elements `begin` to `end` of what lies below `dimension`, counted from the element at
    /// `from`.
    private void range(int dimension, long begin, long end, long from, long to) throws Failure {
        long step = inner[dimension];
        long at = begin;
        if (at % step != 0) {
            long index = at / step;
            long stop = Math.min(end, (index + 1) * step);
            range(
                    dimension + 1,
                    at - index * step,
                    stop - index * step,
                    skip(dimension, at, from),
                    to);
            at = stop;
        }
        long whole = (end - at) / step;
        if (whole > 0) {
            box(axes(dimension, whole), skip(dimension, at, from), to + (at - begin) * width);
            at += whole * step;
        }
        if (at < end) {
            range(dimension + 1, 0, end - at, skip(dimension, at, from), to + (at - begin) * width);
        }
    }

    private long skip(int dimension, long elements, long from) {
        return from + elements / inner[dimension] * strides[dimension] * width;
    }

    /// All of the dimensions below `dimension` and `count` steps along it; neighbours that run on
    /// from each other as one axis.
    private List<Axis> axes(int dimension, long count) {
        List<Axis> axes = new ArrayList<>();
        for (int i = dimension; i < sizes.length; i++) {
            long length = i == dimension ? count : sizes[i];
            if (length == 1) {
                continue;
            }
            Axis axis = new Axis(length, strides[i] * width, inner[i] * width);
            if (!axes.isEmpty() && axes.getLast().from == axis.from * length) {
                axis = axis.withLength(length * axes.removeLast().length);
            }
            axes.add(axis);
        }
        return axes;
    }

    private void box(List<Axis> axes, long from, long to) throws Failure {
        List<Axis> near = new ArrayList<>();
        List<Axis> far = new ArrayList<>(axes);
        far.sort(Comparator.comparingLong(Axis::from));
        long strip = width;
        boolean more = true;
        while (more && !far.isEmpty() && far.getFirst().from - strip <= GAP) {
            Axis axis = far.removeFirst();
            if (near.isEmpty() && isPlain(axis) && axis.length * width >= GAP) {
                // Long enough to be read where it belongs.
                more = false;
            } else if (axis.from > 0 && (axis.length - 1) * axis.from > LONGEST_STRIP - strip) {
                long most = (LONGEST_STRIP - strip) / axis.from + 1;
                long rest = axis.length % most;
                rest(axis, rest, near, far, from, to);
                far.add(axis.withLength(axis.length - rest).each(most));
                axis = axis.withLength(most);
                more = false;
            }
            if (axis.length > 1) {
                near.add(axis);
                strip += (axis.length - 1) * axis.from;
            }
        }
        new Strips(near, far, strip).walk(0, from, to);
    }

    /// The last `rest` steps along an axis, where it is cut into equal parts.
    private void rest(Axis axis, long rest, List<Axis> near, List<Axis> far, long from, long to)
            throws Failure {
        if (rest == 0) {
            return;
        }
        long whole = axis.length - rest;
        List<Axis> last = new ArrayList<>(near);
        last.addAll(far);
        if (rest > 1) {
            last.add(axis.withLength(rest));
        }
        box(last, from + whole * axis.from, to + whole * axis.to);
    }

    private boolean isPlain(Axis axis) {
        return axis.from == width && axis.to == width;
    }

    /// The strips of a box: one for each step along the axes that are not in it.
    private final class Strips {
        private final List<Axis> near;
        private final List<Axis> far;
        private final long strip;

        /// The axis along which strips are laid out together: the one that runs fastest in memory,
        /// if it is not within the strip.
        private final Axis along;

        Strips(List<Axis> near, List<Axis> far, long strip) {
            this.near = near;
            this.strip = strip;
            this.far = new ArrayList<>(far);
            this.far.sort(Comparator.comparingLong(Axis::from).reversed());
            Axis fastest =
                    Stream.concat(near.stream(), far.stream())
                            .min(Comparator.comparingLong(Axis::to))
                            .orElse(Axis.NONE);
            along = this.far.remove(fastest) ? fastest : Axis.NONE;
        }

        void walk(int axis, long from, long to) throws Failure {
            if (axis < far.size()) {
                Axis one = far.get(axis);
                for (long i = 0; i < one.length; i++) {
                    walk(axis + 1, from + i * one.from, to + i * one.to);
                }
            } else if (near.size() == 1 && isPlain(near.getFirst())) {
                for (long i = 0; i < along.length; i++) {
                    file.read(from + i * along.from, target.asSlice(to + i * along.to, strip));
                }
            } else {
                together(from, to);
            }
        }

        private void together(long from, long to) throws Failure {
            long padded = (strip + 7) / 8 * 8 + PADDING;
            long most = Math.min(scratch.byteSize() / padded, LINE / width);
            for (long at = 0; at < along.length; at += most) {
                long count = Math.min(most, along.length - at);
                for (long i = 0; i < count; i++) {
                    file.read(from + (at + i) * along.from, scratch.asSlice(i * padded, strip));
                }
                List<Axis> axes = new ArrayList<>(near);
                axes.add(new Axis(count, padded, along.to));
                axes.sort(Comparator.comparingLong(Axis::to).reversed());
                layOut(axes, 0, 0, to + at * along.to);
            }
        }
    }

    /// Copies from the scratch buffer, where `from` of the axes counts now, into memory.
    private void layOut(List<Axis> axes, int axis, long from, long to) {
        if (axis < axes.size() - 2) {
            Axis one = axes.get(axis);
            for (long i = 0; i < one.length; i++) {
                layOut(axes, axis + 1, from + i * one.from, to + i * one.to);
            }
            return;
        }
        Axis rows = axes.size() > 1 ? axes.get(axis) : Axis.NONE;
        Axis row = axes.getLast();
        if (isPlain(row)) {
            for (long i = 0; i < rows.length; i++) {
                MemorySegment.copy(
                        scratch,
                        from + i * rows.from,
                        target,
                        to + i * rows.to,
                        row.length * width);
            }
            return;
        }
        switch (width) {
            case 1 -> bytes(rows, row, from, to);
            case 2 -> shorts(rows, row, from, to);
            case 4 -> ints(rows, row, from, to);
            default -> longs(rows, row, from, to);
        }
    }

    // One loop for each width: a layout that is chosen at run time is not compiled into a move.

    private void bytes(Axis rows, Axis row, long from, long to) {
        for (long i = 0; i < rows.length; i++) {
            for (long j = 0; j < row.length; j++) {
                target.set(
                        ValueLayout.JAVA_BYTE,
                        to + i * rows.to + j * row.to,
                        scratch.get(ValueLayout.JAVA_BYTE, from + i * rows.from + j * row.from));
            }
        }
    }

    private void shorts(Axis rows, Axis row, long from, long to) {
        for (long i = 0; i < rows.length; i++) {
            for (long j = 0; j < row.length; j++) {
                target.set(
                        ValueLayout.JAVA_SHORT_UNALIGNED,
                        to + i * rows.to + j * row.to,
                        scratch.get(
                                ValueLayout.JAVA_SHORT_UNALIGNED,
                                from + i * rows.from + j * row.from));
            }
        }
    }

    private void ints(Axis rows, Axis row, long from, long to) {
        for (long i = 0; i < rows.length; i++) {
            for (long j = 0; j < row.length; j++) {
                target.set(
                        ValueLayout.JAVA_INT_UNALIGNED,
                        to + i * rows.to + j * row.to,
                        scratch.get(
                                ValueLayout.JAVA_INT_UNALIGNED,
                                from + i * rows.from + j * row.from));
            }
        }
    }

    private void longs(Axis rows, Axis row, long from, long to) {
        for (long i = 0; i < rows.length; i++) {
            for (long j = 0; j < row.length; j++) {
                target.set(
                        ValueLayout.JAVA_LONG_UNALIGNED,
                        to + i * rows.to + j * row.to,
                        scratch.get(
                                ValueLayout.JAVA_LONG_UNALIGNED,
                                from + i * rows.from + j * row.from));
            }
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
