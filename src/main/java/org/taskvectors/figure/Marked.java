package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;

/// Marked positions side by side, which are marked as one.
///
/// @param first the index of the first
/// @param last the index of the last
record Marked(int first, int last) {
    /// @param positions their indexes, rising
    static List<Marked> runs(List<Integer> positions) {
        List<Marked> runs = new ArrayList<>();
        for (int position : positions) {
            if (!runs.isEmpty() && runs.getLast().last() == position - 1) {
                runs.add(new Marked(runs.removeLast().first(), position));
            } else {
                runs.add(new Marked(position, position));
            }
        }
        return runs;
    }
}
