package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.List;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.DType;

/// How a pass over tensors is cut into units of work. The cut depends on the tensors alone, so that
/// sums joined by unit do not depend on how many threads there are.
public final class UnitPlan {
    /// Elements of a unit; only a tensor's last has fewer. A multiple of 64, so that units begin on
    /// whole words.
    public static final long UNIT = 1 << 20;

    /// Bytes of a block, at most: three of them and the counters stay in a core's own cache.
    public static final int BLOCK_BYTES = 1 << 16;

    /// @param tensor index of the tensor
    /// @param part number of the unit within its tensor
    /// @param first its first element
    /// @param count its elements
    public record Unit(int tensor, int part, long first, long count) {}

    private final List<Unit> units = new ArrayList<>();
    private final int[] parts;

    private UnitPlan(int tensors) {
        parts = new int[tensors];
    }

    /// Units over all elements of `tensors`, in their order.
    public static UnitPlan of(List<Tensor> tensors) {
        UnitPlan plan = new UnitPlan(tensors.size());
        for (int tensor = 0; tensor < tensors.size(); tensor++) {
            long elements = tensors.get(tensor).elements();
            for (long first = 0; first < elements; first += UNIT) {
                plan.units.add(
                        new Unit(
                                tensor,
                                plan.parts[tensor]++,
                                first,
                                Math.min(UNIT, elements - first)));
            }
        }
        return plan;
    }

    public int size() {
        return units.size();
    }

    public Unit unit(int number) {
        return units.get(number);
    }

    /// How many units a tensor has; 0 for an empty one.
    public int parts(int tensor) {
        return parts[tensor];
    }

    /// Elements of a block of any dtype, those that do not fill whole bytes too: a multiple of
    /// 1,024, so that every block begins on a whole word and with a leaf of its sums.
    public static long wholeBlock(DType dtype) {
        return 8L * BLOCK_BYTES / dtype.bits() / 1024 * 1024;
    }

    /// Elements of a block where the widest dtype has that many bytes.
    public static int blockElements(int widest) {
        return BLOCK_BYTES / Math.max(2, widest);
    }
}
