package org.taskvectors.workspace.undo;

import java.util.ArrayList;
import java.util.List;

/// A list of ids that became another.
record OrderEdit(List<String> from, List<String> to) {
    boolean isNothing() {
        return from.equals(to);
    }

    OrderEdit then(OrderEdit next) {
        return new OrderEdit(from, next.to);
    }

    /// The new list. Where something came or went meanwhile it stays so, and what comes back stands
    /// behind the nearest that stood in front of it.
    List<String> on(List<String> current) {
        if (current.equals(from)) {
            return to;
        }
        List<String> changed = new ArrayList<>(current);
        changed.removeIf(id -> from.contains(id) && !to.contains(id));
        for (int i = 0; i < to.size(); i++) {
            String id = to.get(i);
            if (!from.contains(id) && !changed.contains(id)) {
                changed.add(placeOf(i, changed), id);
            }
        }
        return changed;
    }

    private int placeOf(int index, List<String> changed) {
        for (int before = index - 1; before >= 0; before--) {
            int at = changed.indexOf(to.get(before));
            if (at >= 0) {
                return at + 1;
            }
        }
        return 0;
    }
}
