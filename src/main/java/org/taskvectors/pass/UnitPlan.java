package org.taskvectors.pass;

import java.util.ArrayList;
import java.util.List;

/// Cuts a pass into units of work. The cut depends on the rows alone, so that sums joined by unit
/// do not depend on the number of threads.
public final class UnitPlan {
    /// Elements of a unit; only the last unit of a row has fewer. They are a whole subtree of the
    /// sums ([org.taskvectors.tensor.TreeSum]).
    public static final long UNIT = 1 << 20;

    private final List<Unit> units = new ArrayList<>();
    private final int[] parts;

    /// Cuts all elements of `rows` into units, in their order.
    public UnitPlan(List<Row> rows) {
        parts = new int[rows.size()];
        for (int row = 0; row < parts.length; row++) {
            long end = rows.get(row).first() + rows.get(row).count();
            for (long first = rows.get(row).first(); first < end; first += UNIT) {
                units.add(new Unit(row, parts[row]++, first, Math.min(UNIT, end - first)));
            }
        }
    }

    /// Returns how many rows are cut.
    public int rows() {
        return parts.length;
    }

    /// Returns how many units there are.
    public int size() {
        return units.size();
    }

    /// Returns the unit of that index; units of one row follow each other.
    public Unit unit(int number) {
        return units.get(number);
    }

    /// Returns how many units a row has; 0 for an empty row.
    public int parts(int row) {
        return parts[row];
    }
}
