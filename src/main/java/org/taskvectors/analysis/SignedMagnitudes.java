package org.taskvectors.analysis;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Numbers;

/// How many weights of one tensor are negative, and how many positive, by magnitude. What is kept
/// of a vector knows magnitudes alone, so this reads the tensor.
///
/// @param negative counts in bins whose edges rise by one factor
/// @param positive likewise
public record SignedMagnitudes(List<Long> negative, List<Long> positive) {
    private static final int BLOCK = 1 << 15;

    public SignedMagnitudes {
        negative = List.copyOf(negative);
        positive = List.copyOf(positive);
    }

    /// Reads a tensor and counts. What is smaller than `lowest` is in no bin; the last bin holds
    /// `highest` and all that is larger.
    ///
    /// @param lowest the lower edge of the first bin, above 0
    /// @param highest the upper edge of the last
    /// @throws IOException (a [org.taskvectors.file.Failure]) if the tensor cannot be read
    public static SignedMagnitudes of(
            Checkpoint checkpoint,
            Tensor tensor,
            double lowest,
            double highest,
            int bins,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        double step = Math.log(highest / lowest) / bins;
        long[] below = new long[bins];
        long[] above = new long[bins];
        double[] values = new double[BLOCK];
        progress.begin(tensor.bytes());
        try (Arena arena = Arena.ofConfined();
                ReadAhead.Plan _ = TensorSpans.announce(checkpoint, Stream.of(tensor));
                TensorReader reader = checkpoint.reader(tensor)) {
            int whole = (int) Math.max(1, BLOCK / Math.max(1, reader.grain()));
            int some = (int) Math.min(BLOCK, whole * reader.grain());
            MemorySegment buffer = arena.allocate((long) some * tensor.dtype().bytes(), 64);
            for (long at = 0; at < tensor.elements(); at += some) {
                cancellation.check();
                int count = (int) Math.min(some, tensor.elements() - at);
                MemorySegment part = buffer.asSlice(0, (long) count * tensor.dtype().bytes());
                reader.read(at, part);
                Numbers.decode(tensor.dtype(), part, count, values);
                for (int i = 0; i < count; i++) {
                    double magnitude = Math.abs(values[i]);
                    if (magnitude >= lowest && magnitude <= Double.MAX_VALUE) {
                        int bin = (int) Math.floor(Math.log(magnitude / lowest) / step);
                        (values[i] < 0 ? below : above)[Math.clamp(bin, 0, bins - 1)]++;
                    }
                }
                progress.add(part.byteSize());
            }
        }
        return new SignedMagnitudes(
                Arrays.stream(below).boxed().toList(), Arrays.stream(above).boxed().toList());
    }
}
