package org.taskvectors.ui.compare;

import java.util.List;
import java.util.stream.IntStream;
import org.taskvectors.analysis.Group;

/// Which rows and positions belong to what was chosen, whatever they are grouped by: a layer chosen
/// in one figure is marked in all, and in the table so are its cells and its tensors.
final class Marks {
    private Marks() {}

    /// Whether `shown` lies in `chosen`, or is where `chosen` lies.
    static boolean covers(Group chosen, Group shown) {
        if (chosen.equals(shown)) {
            return true;
        }
        if (chosen.tensor().isPresent() && shown.tensor().isPresent()) {
            return false;
        }
        boolean sameLayer = chosen.isInLayerOf(shown);
        if (isWholeLayer(chosen) || isWholeLayer(shown)) {
            return sameLayer;
        }
        boolean sameKind = chosen.kind().isPresent() && chosen.kind().equals(shown.kind());
        if (isWholeKind(chosen) || isWholeKind(shown)) {
            return sameKind;
        }
        return sameKind && (sameLayer || sameOutside(chosen, shown));
    }

    /// The indexes of those of `shown` that `chosen` marks: of a layer all its tensors.
    static List<Integer> positions(List<Group> shown, Group chosen) {
        return IntStream.range(0, shown.size())
                .filter(i -> covers(chosen, shown.get(i)))
                .boxed()
                .toList();
    }

    private static boolean isWholeLayer(Group group) {
        return group.layer().isPresent() && group.kind().isEmpty();
    }

    private static boolean isWholeKind(Group group) {
        return group.tensor().isEmpty()
                && group.layer().isEmpty()
                && group.kind().filter(kind -> kind.id().equals(group.label())).isPresent();
    }

    private static boolean sameOutside(Group chosen, Group shown) {
        return chosen.layer().isEmpty()
                && shown.layer().isEmpty()
                && chosen.stack().equals(shown.stack());
    }
}
