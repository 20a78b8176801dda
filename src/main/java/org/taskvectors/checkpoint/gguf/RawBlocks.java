package org.taskvectors.checkpoint.gguf;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.Codes;
import org.taskvectors.checkpoint.Codes.Role;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// The blocks of quantised tensors as they lie in the file.
final class RawBlocks {
    /// A buffer cannot span more than 2 GiB.
    private static final long LARGEST_READ = 1L << 30;

    private RawBlocks() {}

    /// Returns the blocks of a quantised entry: a row of bytes for each row of weights.
    static Codes codes(ReadableFile file, Entry entry) {
        GgufHeader.Stored stored = entry.stored();
        GgmlType type = stored.type();
        long[] sizes = stored.sizes().clone();
        long[] block = new long[sizes.length];
        Arrays.fill(block, 1);
        int last = sizes.length - 1;
        sizes[last] = sizes[last] / type.blockWeights() * type.blockBytes();
        block[last] = type.blockWeights();
        Tensor bytes = new Tensor(stored.name(), DType.U8, Shape.of(sizes));
        return new Codes(
                type.name(),
                Shape.of(stored.sizes()),
                Shape.of(block),
                Optional.empty(),
                entry.order(),
                Map.of(Role.BLOCKS, bytes),
                part ->
                        (first, target) -> {
                            WeightsFile.offsetWithin(part, first, target.byteSize());
                            read(file, part, stored.position() + first, target);
                        });
    }

    private static void read(ReadableFile file, Tensor part, long position, MemorySegment target)
            throws Failure {
        long size = target.byteSize();
        try {
            for (long at = 0; at < size; at += LARGEST_READ) {
                file.read(position + at, target.asSlice(at, Math.min(LARGEST_READ, size - at)));
            }
        } catch (Failure e) {
            throw e.at("tensor " + Shown.of(part.name()) + ", " + e.place());
        }
    }
}
