package org.taskvectors.merge.method;

import java.util.OptionalInt;

/// Computes one tensor of a result, block by block. A rule belongs to one thread and may keep
/// scratch memory between blocks; a block's numbers do not depend on the blocks before it.
@FunctionalInterface
public interface Rule {
    /// Computes a block.
    ///
    /// @param values for each ingredient its numbers as float32, from 0 to before `count`; they are
    ///   finite, and must not be changed
    /// @param first the block's first element within the tensor, row-major; a multiple of [#grain]
    /// @param count how many elements, a multiple of [#grain] too
    /// @param into receives the result
    void combine(float[][] values, long first, int count, float[] into);

    /// Returns how many elements belong together: 1, or the length of a row for a rule that needs
    /// whole rows.
    default int grain() {
        return 1;
    }

    /// Returns the index of the ingredient that the result is, bit for bit; empty if it is
    /// computed.
    default OptionalInt copied() {
        return OptionalInt.empty();
    }

    /// Returns the rule that takes one ingredient as it is.
    static Rule ingredient(int index) {
        return new Rule() {
            @Override
            public void combine(float[][] values, long first, int count, float[] into) {
                System.arraycopy(values[index], 0, into, 0, count);
            }

            @Override
            public OptionalInt copied() {
                return OptionalInt.of(index);
            }
        };
    }
}
