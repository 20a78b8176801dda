package org.taskvectors.checkpoint.quantized;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.taskvectors.tensor.Shape;

/// Maps weights to scales: the tensor is cut into equal blocks, of which those at the edges may be
/// smaller, and each block has one scale.
final class Grid {
    /// The block of DeepSeek-V3 and of Transformers' fine-grained FP8 unless a configuration gives
    /// another one.
    private static final List<Long> CUSTOMARY = List.of(128L, 128L);

    /// The weights' sizes, how far a block reaches in each dimension, and how many there are.
    private final long[] sizes;

    private final long[] blocks;
    private final long[] counts;

    private Grid(long[] sizes, long[] blocks, long[] counts) {
        this.sizes = sizes;
        this.blocks = blocks;
        this.counts = counts;
    }

    /// Returns the grid with one scale for each row of a matrix.
    static Grid rows(long rows, long columns) {
        return new Grid(
                new long[] {rows, columns},
                new long[] {1, Math.max(1, columns)},
                new long[] {rows, 1});
    }

    /// Returns the grid for scales of that shape; empty if none fits. A grid has one scale for all,
    /// one for each row, blocks of the configured size or of 128 × 128, or a number of blocks that
    /// divides the weights evenly.
    ///
    /// @param configured the block's sizes in the last dimensions; empty if the configuration has
    ///   none
    static Optional<Grid> of(Shape weights, Shape scales, List<Long> configured) {
        if (weights.elements() == 0 || scales.elements() == 0) {
            return Optional.empty();
        }
        long[] sizes = weights.rank() == 0 ? new long[] {1} : weights.sizes();
        long[] counts = scales.sizes();
        if (scales.elements() == 1) {
            counts = new long[sizes.length];
            Arrays.fill(counts, 1);
            return Optional.of(new Grid(sizes, sizes, counts));
        }
        if (scales.rank() == 1 && sizes.length > 1 && counts[0] == sizes[0]) {
            counts = new long[sizes.length];
            Arrays.fill(counts, 1);
            counts[0] = sizes[0];
        }
        if (counts.length != sizes.length) {
            return Optional.empty();
        }
        long[] found = counts;
        return ofBlocks(sizes, found, configured)
                .or(() -> ofBlocks(sizes, found, CUSTOMARY))
                .or(() -> even(sizes, found));
    }

    /// Returns blocks of those sizes in the last dimensions, and of one element or all in the
    /// dimensions before.
    private static Optional<Grid> ofBlocks(long[] sizes, long[] counts, List<Long> block) {
        int before = sizes.length - block.size();
        if (block.isEmpty() || before < 0) {
            return Optional.empty();
        }
        long[] blocks = new long[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            if (i < before) {
                if (counts[i] != 1 && counts[i] != sizes[i]) {
                    return Optional.empty();
                }
                blocks[i] = sizes[i] / counts[i];
            } else {
                blocks[i] = block.get(i - before);
                if (blocks[i] < 1 || Math.ceilDiv(sizes[i], blocks[i]) != counts[i]) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new Grid(sizes, blocks, counts));
    }

    private static Optional<Grid> even(long[] sizes, long[] counts) {
        long[] blocks = new long[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            if (counts[i] == 0 || sizes[i] % counts[i] != 0) {
                return Optional.empty();
            }
            blocks[i] = sizes[i] / counts[i];
        }
        return Optional.of(new Grid(sizes, blocks, counts));
    }

    /// Returns how far a block reaches in each dimension.
    Shape block() {
        return Shape.of(blocks);
    }

    long columns() {
        return sizes[sizes.length - 1];
    }

    /// Returns how many columns share a scale.
    long blockColumns() {
        return blocks[blocks.length - 1];
    }

    /// Returns the index of the first scale of a row; rows are numbered over all dimensions but the
    /// last.
    long firstScale(long row) {
        long scale = 0;
        long rest = row;
        long step = counts[counts.length - 1];
        for (int i = sizes.length - 2; i >= 0; i--) {
            scale += rest % sizes[i] / blocks[i] * step;
            rest /= sizes[i];
            step *= counts[i];
        }
        return scale;
    }

    /// Whether each row has one scale of its own.
    boolean isByRow() {
        return counts[counts.length - 1] == 1 && blocks[0] == 1;
    }

    boolean isSingle() {
        for (long count : counts) {
            if (count != 1) {
                return false;
            }
        }
        return true;
    }
}
