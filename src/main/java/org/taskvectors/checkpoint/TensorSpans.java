package org.taskvectors.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.taskvectors.file.ReadAhead;

/// Which bytes of which files are read of tensors, for [Checkpoint#spans].
public final class TensorSpans {
    /// Bytes of what is read side by side that are announced at a time.
    private static final long PIECE = 4L << 20;

    private TensorSpans() {}

    /// Returns where elements lie that follow each other in a file.
    ///
    /// @param position the place of the tensor's first element, in bytes
    /// @param bits of an element
    public static List<ReadAhead.Span> stored(
            Path file, long position, int bits, long first, long count) {
        if (count <= 0) {
            return List.of();
        }
        long from = first * bits / 8;
        long end = Math.ceilDiv((first + count) * bits, 8L);
        return List.of(new ReadAhead.Span(file, position + from, end - from));
    }

    /// Returns what is read of those of some elements that a tensor has: of another tensor with as
    /// many rows, or with fewer.
    public static List<ReadAhead.Span> within(
            Checkpoint checkpoint, Tensor tensor, long first, long count) {
        long end = Math.min(first + count, tensor.elements());
        return end <= first ? List.of() : checkpoint.spans(tensor, first, end - first);
    }

    /// Returns what is read of all elements of a tensor.
    public static List<ReadAhead.Span> whole(Checkpoint checkpoint, Tensor tensor) {
        return within(checkpoint, tensor, 0, tensor.elements());
    }

    /// Tells files that lie far away that these tensors will be read whole, one after the other.
    ///
    /// @return to be closed once they are read, or will not be
    public static ReadAhead.Plan announce(Checkpoint checkpoint, Stream<Tensor> tensors) {
        return ReadAhead.announce(
                tensors.flatMap(tensor -> whole(checkpoint, tensor).stream()).toList());
    }

    /// Returns what is read of several tensors side by side, in pieces of each in turn. What two of
    /// them read is announced once, since they read it at about the same time.
    ///
    /// @param readers what each reads, in its order
    public static List<ReadAhead.Span> sideBySide(List<List<ReadAhead.Span>> readers) {
        List<List<ReadAhead.Span>> reading =
                readers.stream().filter(spans -> !spans.isEmpty()).toList();
        if (reading.size() < 2) {
            return reading.isEmpty() ? List.of() : reading.getFirst();
        }
        long most = reading.stream().mapToLong(TensorSpans::bytes).max().orElse(0);
        int pieces = Math.toIntExact(Math.max(1, Math.ceilDiv(most, PIECE)));
        List<ReadAhead.Span> all = new ArrayList<>();
        Map<Path, NavigableMap<Long, Long>> told = new LinkedHashMap<>();
        List<Cutter> cutters = reading.stream().map(spans -> new Cutter(spans, pieces)).toList();
        for (int piece = 0; piece < pieces; piece++) {
            for (Cutter cutter : cutters) {
                cutter.next(piece).forEach(span -> addUntold(span, told, all));
            }
        }
        return all;
    }

    private static long bytes(List<ReadAhead.Span> spans) {
        return spans.stream().mapToLong(ReadAhead.Span::length).sum();
    }

    /// Adds the parts of a span that were not told before.
    private static void addUntold(
            ReadAhead.Span span,
            Map<Path, NavigableMap<Long, Long>> told,
            List<ReadAhead.Span> all) {
        NavigableMap<Long, Long> own = told.computeIfAbsent(span.file(), _ -> new TreeMap<>());
        long end = span.from() + span.length();
        long at = span.from();
        while (at < end) {
            Map.Entry<Long, Long> before = own.floorEntry(at);
            if (before != null && before.getValue() > at) {
                at = before.getValue();
                continue;
            }
            Long next = own.higherKey(at);
            long to = next == null ? end : Math.min(end, next);
            all.add(new ReadAhead.Span(span.file(), at, to - at));
            if (before != null && before.getValue() == at) {
                own.put(before.getKey(), to);
            } else {
                own.put(at, to);
            }
            at = to;
        }
    }

    /// Cuts what one reads into pieces of as many bytes each.
    private static final class Cutter {
        private final List<ReadAhead.Span> spans;
        private final long bytes;
        private final int pieces;
        private long given;
        private int span;
        private long within;

        Cutter(List<ReadAhead.Span> spans, int pieces) {
            this.spans = spans;
            this.bytes = bytes(spans);
            this.pieces = pieces;
        }

        List<ReadAhead.Span> next(int piece) {
            List<ReadAhead.Span> cut = new ArrayList<>();
            long end = piece + 1 == pieces ? bytes : Math.min(bytes, bytes / pieces * (piece + 1));
            while (given < end) {
                ReadAhead.Span from = spans.get(span);
                long some = Math.min(end - given, from.length() - within);
                if (some > 0) {
                    cut.add(new ReadAhead.Span(from.file(), from.from() + within, some));
                }
                given += some;
                within += some;
                if (within == from.length()) {
                    span++;
                    within = 0;
                }
            }
            return cut;
        }
    }
}
